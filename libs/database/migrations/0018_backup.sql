-- A manager asks for a backup, and sees it before a worker takes it; everything else about it is the worker's.
CREATE POLICY "managers_ask" ON "backups" FOR INSERT TO hl_app
  WITH CHECK (caller_role() IN ('owner', 'admin') AND "state" = 'active' AND "trigger" = 'manager');
--> statement-breakpoint
GRANT INSERT ON "backups" TO hl_app;
