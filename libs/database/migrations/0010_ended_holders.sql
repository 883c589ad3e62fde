-- What has run out has ended, too: its keys leave memory with it, and its streams stop.
GRANT SELECT ("idle_expires_at", "absolute_expires_at") ON "sessions" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION find_ended(holders uuid[]) RETURNS SETOF uuid
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.id FROM unnest(holders) AS h(id)
   WHERE NOT EXISTS (SELECT 1 FROM public.sessions s JOIN public.members m ON m.id = s.owner_id
                      WHERE s.id = h.id AND m.state = 'active' AND s.idle_expires_at > now() AND s.absolute_expires_at > now())
     AND NOT EXISTS (SELECT 1 FROM public.api_keys a JOIN public.members m ON m.id = a.owner_id
                      WHERE a.id = h.id AND m.state = 'active' AND (a.expires_at IS NULL OR a.expires_at > now()))
$$;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
