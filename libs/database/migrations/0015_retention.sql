-- What the worker needs to let things go by their age: ids and dates, and the right to delete what nobody holds.
GRANT SELECT ("created_at", "held_at"), DELETE ON "documents" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "jobs_purge" ON "documents" FOR DELETE TO hl_jobs USING ("held_at" IS NULL);
--> statement-breakpoint
CREATE POLICY "jobs_read_dates" ON "conversations" FOR SELECT TO hl_jobs USING (true);
--> statement-breakpoint
CREATE POLICY "jobs_purge" ON "conversations" FOR DELETE TO hl_jobs USING ("held_at" IS NULL);
--> statement-breakpoint
GRANT SELECT ("owner_id", "id", "created_at", "updated_at", "held_at"), DELETE ON "conversations" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "jobs_read_dates" ON "exports" FOR SELECT TO hl_jobs USING (true);
--> statement-breakpoint
GRANT SELECT ("owner_id", "id", "expires_at") ON "exports" TO hl_jobs;
--> statement-breakpoint
DROP POLICY "jobs_find_documents" ON "record_sets";
--> statement-breakpoint
DROP POLICY "jobs_purge_documents" ON "record_sets";
--> statement-breakpoint
CREATE POLICY "jobs_find" ON "record_sets" FOR SELECT TO hl_jobs USING ("kind" IN ('document', 'conversation', 'export'));
--> statement-breakpoint
-- A set goes after its row, and the row of a held thing does not: whatever the worker does, a hold keeps it from it.
CREATE POLICY "jobs_purge" ON "record_sets" FOR DELETE TO hl_jobs USING (CASE "kind"
  WHEN 'document' THEN NOT EXISTS (SELECT 1 FROM documents d WHERE d.owner_id = record_sets.owner_id AND d.id = record_sets.id)
  WHEN 'conversation' THEN NOT EXISTS (SELECT 1 FROM conversations c WHERE c.owner_id = record_sets.owner_id AND c.id = record_sets.id)
  WHEN 'export' THEN EXISTS (SELECT 1 FROM exports e WHERE e.owner_id = record_sets.owner_id AND e.id = record_sets.id AND e.expires_at <= now())
  ELSE false END);
--> statement-breakpoint
CREATE POLICY "jobs_read" ON "member_retention" FOR SELECT TO hl_jobs USING (true);
--> statement-breakpoint
GRANT SELECT ON "member_retention" TO hl_jobs;
--> statement-breakpoint
-- Nobody is signed out by it.
CREATE POLICY "jobs_read_dates" ON "sessions" FOR SELECT TO hl_jobs USING (true);
--> statement-breakpoint
CREATE POLICY "jobs_purge" ON "sessions" FOR DELETE TO hl_jobs USING (least("idle_expires_at", "absolute_expires_at") < now());
--> statement-breakpoint
GRANT SELECT ("id", "owner_id", "idle_expires_at", "absolute_expires_at"), DELETE ON "sessions" TO hl_jobs;
--> statement-breakpoint
-- What counts for a limit of today stays.
CREATE POLICY "jobs_read_dates" ON "member_usage" FOR SELECT TO hl_jobs USING (true);
--> statement-breakpoint
CREATE POLICY "jobs_purge" ON "member_usage" FOR DELETE TO hl_jobs USING ("day" < current_date);
--> statement-breakpoint
GRANT SELECT ("owner_id", "day"), DELETE ON "member_usage" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "jobs_read_dates" ON "member_jobs" FOR SELECT TO hl_jobs USING (true);
--> statement-breakpoint
CREATE POLICY "jobs_purge" ON "member_jobs" FOR DELETE TO hl_jobs USING ("finished_at" IS NOT NULL);
--> statement-breakpoint
GRANT SELECT ("owner_id", "id", "finished_at"), DELETE ON "member_jobs" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "jobs_tell_ahead" ON "notices" FOR INSERT TO hl_jobs WITH CHECK ("kind" = 'retention-ahead');
--> statement-breakpoint
CREATE POLICY "jobs_told" ON "notices" FOR SELECT TO hl_jobs USING ("kind" = 'retention-ahead');
--> statement-breakpoint
GRANT SELECT ("id", "owner_id", "kind"), INSERT ("id", "owner_id", "kind") ON "notices" TO hl_jobs;
--> statement-breakpoint
GRANT SELECT ("created_at", "held_at") ON "documents" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "counts" ON "conversations" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("updated_at", "held_at") ON "conversations" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "empties" ON "audit_entries" FOR UPDATE TO hl_auth USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT UPDATE ("entry", "actor", "object") ON "audit_entries" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
-- How much there is of what ages, and how much of it a rule with this date would take; for managers alone.
CREATE FUNCTION count_ageing(cutoff timestamptz) RETURNS TABLE (kind text, total bigint, due bigint)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT 'documents', count(*), count(*) FILTER (WHERE d.created_at <= cutoff)
    FROM public.documents d WHERE d.held_at IS NULL AND public.caller_role() IN ('owner', 'admin')
  UNION ALL
  SELECT 'conversations', count(*), count(*) FILTER (WHERE c.updated_at <= cutoff)
    FROM public.conversations c WHERE c.held_at IS NULL AND public.caller_role() IN ('owner', 'admin')
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION count_ageing(timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION count_ageing(timestamptz) TO hl_app;
--> statement-breakpoint
-- Up to which entry texts may go: the one before the first that is younger. The last old one stays, so that whoever
-- recomputes the log sees from a leaf that was signed how old all before it are.
CREATE FUNCTION audit_keeper(cutoff timestamptz) RETURNS bigint
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce((SELECT e.seq FROM public.audit_entries e WHERE e.at > cutoff ORDER BY e.seq LIMIT 1),
                  (SELECT max(e.seq) + 1 FROM public.audit_entries e)) - 1
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION audit_keeper(timestamptz) FROM PUBLIC;
--> statement-breakpoint
CREATE FUNCTION count_audit_bodies(cutoff timestamptz) RETURNS bigint
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*) FROM public.audit_entries e WHERE e.seq < public.audit_keeper(cutoff) AND e.entry IS NOT NULL
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION count_audit_bodies(timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION count_audit_bodies(timestamptz) TO hl_jobs;
--> statement-breakpoint
-- Whatever the rule says, and whoever asks: nothing younger than 90 days.
CREATE FUNCTION empty_audit_bodies(cutoff timestamptz, at_most integer) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH old AS (
    SELECT e.seq FROM public.audit_entries e
     WHERE e.seq < public.audit_keeper(least(cutoff, now() - interval '90 days')) AND e.entry IS NOT NULL
     ORDER BY e.seq LIMIT at_most), emptied AS (
    UPDATE public.audit_entries e SET entry = NULL, actor = NULL, object = NULL FROM old WHERE e.seq = old.seq RETURNING 1)
  SELECT count(*) FROM emptied
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION empty_audit_bodies(timestamptz, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION empty_audit_bodies(timestamptz, integer) TO hl_jobs;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
