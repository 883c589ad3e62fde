ALTER TABLE "api_keys" ADD COLUMN "recipient_tag" "bytea";--> statement-breakpoint
ALTER TABLE "ingest_box" ADD COLUMN "set_aside_at" timestamp with time zone;--> statement-breakpoint
-- A box that does not open is marked, and nothing else of it can be changed.
GRANT UPDATE ("set_aside_at") ON "ingest_box" TO hl_app;
--> statement-breakpoint
GRANT SELECT ("recipient_tag") ON "api_keys" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
DROP FUNCTION open_api_key(text);
--> statement-breakpoint
CREATE FUNCTION open_api_key(id_text text) RETURNS TABLE (api_key_id uuid, owner_id uuid, verifier bytea, wrapped bytea, scopes text[], recipient_tag bytea)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.id, a.owner_id, a.verifier, a.wrapped, a.scopes, a.recipient_tag
    FROM public.api_keys a JOIN public.members m ON m.id = a.owner_id
   WHERE a.key_id = id_text AND m.state = 'active' AND (a.expires_at IS NULL OR a.expires_at > now())
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION open_api_key(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION open_api_key(text) TO hl_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
