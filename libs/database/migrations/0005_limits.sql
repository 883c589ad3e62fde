-- A counter is written again and again: room beside it lets PostgreSQL do that in place, with no new index entry.
ALTER TABLE "throttles" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
