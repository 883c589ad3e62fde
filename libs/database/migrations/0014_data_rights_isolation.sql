-- Row-level security and grants of what belongs to one member, and of what managers alone may see.
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION caller_role() TO hl_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
ALTER TABLE "member_retention" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "member_retention" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "member_retention" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "member_retention" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "member_retention" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "member_retention" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "member_jobs" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "member_jobs" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "member_jobs" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "member_jobs" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "member_jobs" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "member_jobs" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "exports" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "exports" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "exports" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "exports" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "exports" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "exports" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "erasures" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "erasures" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "erasures" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "erasures" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "erasures" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "erasures" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "retention_rules" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "retention_rules" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Every member may know by which rules the own things go; managers set them.
--> statement-breakpoint
CREATE POLICY "members_read" ON "retention_rules" FOR SELECT TO hl_app USING (caller_role() IS NOT NULL);
--> statement-breakpoint
CREATE POLICY "managers_set" ON "retention_rules" FOR INSERT TO hl_app WITH CHECK (caller_role() IN ('owner', 'admin'));
--> statement-breakpoint
CREATE POLICY "managers_change" ON "retention_rules" FOR UPDATE TO hl_app
  USING (caller_role() IN ('owner', 'admin')) WITH CHECK (caller_role() IN ('owner', 'admin'));
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "retention_rules" TO hl_app;
--> statement-breakpoint
CREATE POLICY "jobs_read" ON "retention_rules" FOR SELECT TO hl_jobs USING (true);
--> statement-breakpoint
GRANT SELECT ON "retention_rules" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "backup_reads" ON "retention_rules" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "retention_rules" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "retention_runs" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "retention_runs" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "managers_read" ON "retention_runs" FOR SELECT TO hl_app USING (caller_role() IN ('owner', 'admin'));
--> statement-breakpoint
CREATE POLICY "jobs_keep" ON "retention_runs" TO hl_jobs USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT DELETE ON "retention_runs" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "backup_reads" ON "retention_runs" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
ALTER TABLE "backups" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "backups" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "managers_read" ON "backups" FOR SELECT TO hl_app USING (caller_role() IN ('owner', 'admin'));
--> statement-breakpoint
GRANT SELECT ON "backups" TO hl_app;
--> statement-breakpoint
CREATE POLICY "jobs_keep" ON "backups" TO hl_jobs USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "backups" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "backup_reads" ON "backups" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "backups" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "drills" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "drills" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "managers_read" ON "drills" FOR SELECT TO hl_app USING (caller_role() IN ('owner', 'admin'));
--> statement-breakpoint
GRANT SELECT ON "drills" TO hl_app;
--> statement-breakpoint
CREATE POLICY "jobs_keep" ON "drills" TO hl_jobs USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "drills" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "backup_reads" ON "drills" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "drills" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "incidents" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "incidents" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "managers_read" ON "incidents" FOR SELECT TO hl_app USING (caller_role() IN ('owner', 'admin'));
--> statement-breakpoint
GRANT SELECT ON "incidents" TO hl_app;
--> statement-breakpoint
CREATE POLICY "jobs_keep" ON "incidents" TO hl_jobs USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "incidents" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "backup_reads" ON "incidents" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "incidents" TO hl_backup;
--> statement-breakpoint
CREATE POLICY "managers_open" ON "incidents" FOR INSERT TO hl_app WITH CHECK ("source" = 'manager' AND caller_role() IN ('owner', 'admin'));
--> statement-breakpoint
CREATE POLICY "managers_change" ON "incidents" FOR UPDATE TO hl_app
  USING (caller_role() IN ('owner', 'admin')) WITH CHECK (caller_role() IN ('owner', 'admin'));
--> statement-breakpoint
GRANT INSERT, UPDATE ON "incidents" TO hl_app;
--> statement-breakpoint
-- By its token alone, through a function of hl_auth: there is no member any more whom it could belong to.
ALTER TABLE "erasure_receipts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "erasure_receipts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "jobs_keep" ON "erasure_receipts" TO hl_jobs USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "erasure_receipts" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "lookup" ON "erasure_receipts" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ON "erasure_receipts" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "backup_reads" ON "erasure_receipts" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "erasure_receipts" TO hl_backup;
--> statement-breakpoint
GRANT SELECT ("locked_down_at", "restored_at", "fenced_until") ON "installation" TO hl_jobs;
--> statement-breakpoint
-- Of the worker's own making: a backup fences its snapshot off, a restore opens when its erasures are repeated.
GRANT UPDATE ("fenced_until") ON "installation" TO hl_jobs;
