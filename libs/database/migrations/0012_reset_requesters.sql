-- A link is worth as much as whoever made it: an admin who is none any more, or is disabled or gone, has left none behind.
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION find_reset(hash bytea) RETURNS TABLE (reset_id uuid, owner_id uuid, kind text, effective_at timestamptz)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.id, r.owner_id, r.kind, r.effective_at
    FROM public.resets r
    JOIN public.members requester ON requester.id = r.requested_by
    JOIN public.members target ON target.id = r.owner_id
   WHERE r.token_hash = hash AND r.expires_at > now() AND requester.state = 'active'
     AND (requester.role = 'owner' OR requester.role = 'admin' AND target.role IN ('member', 'viewer'))
$$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
