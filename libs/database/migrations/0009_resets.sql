-- A reset is made for a member by somebody who manages the family. Who may do so for whom is decided here, and nobody
-- can write the table in another way: not even the application's role can insert.
CREATE POLICY "makes" ON "resets" FOR INSERT TO hl_auth WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY "cancels" ON "resets" FOR DELETE TO hl_auth USING (true);
--> statement-breakpoint
GRANT INSERT, DELETE ON "resets" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
-- The owner for everybody else; an admin for members and viewers; nobody for themselves: who is here needs no reset.
CREATE FUNCTION may_reset(member uuid) RETURNS boolean
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.members caller, public.members target
                  WHERE caller.id = nullif(current_setting('app.user_id', true), '')::uuid
                    AND target.id = member AND target.id <> caller.id AND caller.state = 'active'
                    AND (caller.role = 'owner' OR (caller.role = 'admin' AND target.role IN ('member', 'viewer'))))
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION may_reset(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION may_reset(uuid) TO hl_app;
--> statement-breakpoint
-- The one before of the same kind gives way: one link of each is enough to keep an eye on.
CREATE FUNCTION create_reset(reset uuid, member uuid, hash bytea, reset_kind text, effective timestamptz, expires timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.may_reset(member) THEN
    RETURN false;
  END IF;
  DELETE FROM public.resets r WHERE r.owner_id = member AND r.kind = reset_kind;
  INSERT INTO public.resets (id, owner_id, token_hash, kind, requested_by, effective_at, expires_at)
    VALUES (reset, member, hash, reset_kind, nullif(current_setting('app.user_id', true), '')::uuid, effective, expires);
  RETURN true;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION create_reset(uuid, uuid, bytea, text, timestamptz, timestamptz) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION create_reset(uuid, uuid, bytea, text, timestamptz, timestamptz) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION list_resets(member uuid) RETURNS TABLE (reset_id uuid, kind text, effective_at timestamptz, expires_at timestamptz, created_at timestamptz)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.id, r.kind, r.effective_at, r.expires_at, r.created_at FROM public.resets r
   WHERE r.owner_id = member AND r.expires_at > now() AND public.may_reset(member) ORDER BY r.created_at
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION list_resets(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION list_resets(uuid) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION cancel_reset(member uuid, reset uuid) RETURNS boolean
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH cancelled AS (
    DELETE FROM public.resets r WHERE r.id = reset AND r.owner_id = member AND public.may_reset(member) RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM cancelled)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION cancel_reset(uuid, uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION cancel_reset(uuid, uuid) TO hl_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
