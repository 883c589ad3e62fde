ALTER TABLE "point_collections" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "point_collections" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "point_collections" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "point_collections" TO hl_app;
--> statement-breakpoint
-- Whose collections there should be: the worker drops the others.
CREATE POLICY "jobs_read" ON "point_collections" FOR SELECT TO hl_jobs USING (true);
--> statement-breakpoint
GRANT SELECT ("owner_id", "generation") ON "point_collections" TO hl_jobs;
--> statement-breakpoint
ALTER TABLE "document_points" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "document_points" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "document_points" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "document_points" TO hl_app;
--> statement-breakpoint
CREATE POLICY "jobs_read" ON "document_points" FOR SELECT TO hl_jobs USING (true);
--> statement-breakpoint
-- A row goes when the points of a document that is gone have been removed, not before.
CREATE POLICY "jobs_clear" ON "document_points" FOR DELETE TO hl_jobs USING (
  NOT EXISTS (
    SELECT FROM "documents" WHERE "documents"."owner_id" = "document_points"."owner_id"
      AND "documents"."id" = "document_points"."document_id"
  )
);
--> statement-breakpoint
GRANT SELECT, DELETE ON "document_points" TO hl_jobs;
--> statement-breakpoint
GRANT SELECT ("vector_store") ON "installation" TO hl_jobs;
