ALTER TABLE "installation" ADD COLUMN "known_master_version" smallint DEFAULT 1 NOT NULL;
--> statement-breakpoint
GRANT UPDATE ("known_master_version") ON "installation" TO hl_app;
--> statement-breakpoint
GRANT SELECT ("pepper_version") ON "key_slots" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
-- How many members have a passphrase slot under each pepper: numbers alone, whose they are is not told.
CREATE FUNCTION count_peppers() RETURNS TABLE (pepper_version smallint, members integer)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.pepper_version, count(*)::integer FROM public.key_slots k WHERE k.slot = 1 GROUP BY k.pepper_version
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION count_peppers() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION count_peppers() TO hl_app;
--> statement-breakpoint
CREATE FUNCTION has_members() RETURNS boolean
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.members)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION has_members() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION has_members() TO hl_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
