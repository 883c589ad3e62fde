CREATE TABLE "retention_state" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"seen_at" timestamp with time zone,
	"steady_since" timestamp with time zone,
	"told_until" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "trimmed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "retention_state" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "retention_state" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "jobs_keep" ON "retention_state" TO hl_jobs USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "retention_state" TO hl_jobs;
--> statement-breakpoint
-- A manager may vouch for a clock that the worker does not trust.
CREATE POLICY "managers_read" ON "retention_state" FOR SELECT TO hl_app USING (caller_role() IN ('owner', 'admin'));
--> statement-breakpoint
CREATE POLICY "managers_vouch" ON "retention_state" FOR UPDATE TO hl_app
  USING (caller_role() IN ('owner', 'admin')) WITH CHECK (caller_role() IN ('owner', 'admin'));
--> statement-breakpoint
GRANT SELECT, UPDATE ("seen_at", "steady_since") ON "retention_state" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads" ON "retention_state" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "retention_state" TO hl_backup;
--> statement-breakpoint
GRANT SELECT ("trimmed_until") ON "conversations" TO hl_jobs;
