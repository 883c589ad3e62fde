-- A manager asks for a backup, and sees it before a worker takes it; everything else about it is the worker's.
CREATE POLICY "managers_ask" ON "backups" FOR INSERT TO hl_app
  WITH CHECK (caller_role() IN ('owner', 'admin') AND "state" = 'active' AND "trigger" = 'manager');
--> statement-breakpoint
GRANT INSERT ON "backups" TO hl_app;
--> statement-breakpoint
-- A manager asks for a drill; a full one runs in the process that was given the identity, as that manager.
CREATE POLICY "managers_ask" ON "drills" FOR INSERT TO hl_app
  WITH CHECK (caller_role() IN ('owner', 'admin') AND "state" = 'active');
--> statement-breakpoint
CREATE POLICY "managers_note" ON "drills" FOR UPDATE TO hl_app
  USING (caller_role() IN ('owner', 'admin') AND "state" = 'active') WITH CHECK (caller_role() IN ('owner', 'admin'));
--> statement-breakpoint
GRANT INSERT, UPDATE ON "drills" TO hl_app;
