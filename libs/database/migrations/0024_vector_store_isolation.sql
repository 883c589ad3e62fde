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
--> statement-breakpoint
-- A collection that is made anew needs all of its points again; that they are there, the api alone can say.
CREATE POLICY "jobs_reset" ON "document_points" FOR UPDATE TO hl_jobs USING (true) WITH CHECK (NOT "is_stored");
--> statement-breakpoint
GRANT UPDATE ("is_stored") ON "document_points" TO hl_jobs;
--> statement-breakpoint
-- Erasing ends with it, as with the tables of before: no sample of a sealed vector lives on either.
GRANT MAINTAIN ON "point_collections", "document_points" TO hl_jobs;
--> statement-breakpoint
ALTER TABLE "point_collections" ALTER COLUMN "probe" SET STATISTICS 0;
--> statement-breakpoint
CREATE POLICY "measure" ON "point_collections" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("owner_id") ON "point_collections" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "measure" ON "document_points" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("points", "is_stored") ON "document_points" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
-- How much lies in the vector store or waits to be sent there, of all members together.
CREATE FUNCTION measure_points() RETURNS TABLE (collections integer, documents integer, points bigint, waiting integer)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT (SELECT count(*)::integer FROM public.point_collections), count(*)::integer, coalesce(sum(p.points), 0)::bigint,
         count(*) FILTER (WHERE NOT p.is_stored)::integer
    FROM public.document_points p
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION measure_points() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION measure_points() TO hl_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
