-- A manager asks for a backup, and sees it before a worker takes it; everything else about it is the worker's. A name of a
-- file above all: the worker removes what a run that was cut short has written.
CREATE POLICY "managers_ask" ON "backups" FOR INSERT TO hl_app
  WITH CHECK (caller_role() IN ('owner', 'admin') AND "state" = 'active' AND "trigger" = 'manager' AND "file" IS NULL
    AND "manifest_sha256" IS NULL AND "finished_at" IS NULL AND "verification" IS NULL AND "removed_at" IS NULL);
--> statement-breakpoint
GRANT INSERT ON "backups" TO hl_app;
--> statement-breakpoint
-- A manager asks for a drill; a full one runs in the process that was given the identity, as that manager.
CREATE POLICY "managers_ask" ON "drills" FOR INSERT TO hl_app
  WITH CHECK (caller_role() IN ('owner', 'admin') AND "state" = 'active');
--> statement-breakpoint
CREATE POLICY "managers_note" ON "drills" FOR UPDATE TO hl_app
  USING (caller_role() IN ('owner', 'admin') AND "state" = 'active')
  WITH CHECK (caller_role() IN ('owner', 'admin') AND ("kind" = 'full' OR "state" <> 'completed'));
--> statement-breakpoint
GRANT INSERT, UPDATE ON "drills" TO hl_app;
