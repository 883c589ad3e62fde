-- What the program notices by itself, the switch that shuts the house, and what is swept away by its date. Whoever calls
-- these functions gets dates, counts and codes.
CREATE POLICY "program_opens" ON "incidents" FOR INSERT TO hl_auth WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY "program_looks" ON "incidents" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT, INSERT ON "incidents" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "measure" ON "backups" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("state", "bytes", "started_at", "finished_at", "verified_at", "verification", "removed_at") ON "backups" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "measure" ON "drills" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("state", "finished_at") ON "drills" TO hl_auth;
--> statement-breakpoint
GRANT SELECT ("only", "set_up_at", "locked_down_at"), UPDATE ("locked_down_at") ON "installation" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "sweep" ON "throttles" TO hl_auth USING ("expires_at" < now());
--> statement-breakpoint
GRANT SELECT ("key", "expires_at"), DELETE ON "throttles" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "sweep" ON "notices" TO hl_auth USING ("created_at" < now() - interval '90 days');
--> statement-breakpoint
GRANT SELECT ("id", "created_at"), DELETE ON "notices" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "sweep" ON "ingest_box" TO hl_auth USING ("set_aside_at" < now() - interval '30 days');
--> statement-breakpoint
GRANT SELECT ("id", "set_aside_at"), DELETE ON "ingest_box" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
-- One of a kind stands open at a time, however often it is noticed.
CREATE FUNCTION notice_incident(incident uuid, incident_kind text, incident_severity text) RETURNS boolean
  LANGUAGE plpgsql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Two that notice the same at once wait for each other: a lock of its own number, held until the transaction ends.
  PERFORM pg_advisory_xact_lock(7420, hashtext(incident_kind));
  IF EXISTS (SELECT 1 FROM public.incidents i WHERE i.kind = incident_kind AND i.source = 'program' AND i.closed_at IS NULL)
    THEN RETURN false; END IF;
  INSERT INTO public.incidents (id, kind, severity, source) VALUES (incident, incident_kind, incident_severity, 'program');
  RETURN true;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION notice_incident(uuid, text, text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION notice_incident(uuid, text, text) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION find_incident(incident uuid) RETURNS TABLE (kind text, severity text, opened_at timestamptz)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT i.kind, i.severity, i.opened_at FROM public.incidents i WHERE i.id = incident
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_incident(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_incident(uuid) TO hl_app;
--> statement-breakpoint
-- Who is told of an incident.
CREATE FUNCTION find_managers() RETURNS SETOF uuid
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT m.id FROM public.members m WHERE m.role IN ('owner', 'admin') AND m.state = 'active'
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_managers() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_managers() TO hl_app;
--> statement-breakpoint
-- How backups and drills stand, for whoever watches over the machine: dates and sizes of the newest good ones.
CREATE FUNCTION measure_operations() RETURNS TABLE (backup_at timestamptz, backup_bytes bigint, backup_verified_at timestamptz, drill_at timestamptz, open_incidents integer, set_up_at timestamptz)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT b.started_at, b.bytes, b.verified_at,
         (SELECT max(d.finished_at) FROM public.drills d WHERE d.state = 'completed'),
         (SELECT count(*)::integer FROM public.incidents i WHERE i.closed_at IS NULL),
         (SELECT n.set_up_at FROM public.installation n)
    FROM (SELECT 1) AS one LEFT JOIN LATERAL
         (SELECT started_at, bytes, verified_at FROM public.backups
           WHERE state = 'completed' AND removed_at IS NULL AND (verification IS NULL OR verification = 'good')
           ORDER BY started_at DESC LIMIT 1) AS b ON true
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION measure_operations() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION measure_operations() TO hl_app;
--> statement-breakpoint
-- Nobody stays signed in, whoever turns the switch included, and no key of a program works any more.
CREATE FUNCTION lock_down() RETURNS TABLE (since timestamptz, ended_sessions integer, ended_keys integer)
  LANGUAGE plpgsql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF public.caller_role() IS DISTINCT FROM 'owner' AND public.caller_role() IS DISTINCT FROM 'admin' THEN RETURN; END IF;
  UPDATE public.installation SET locked_down_at = coalesce(locked_down_at, now()) RETURNING locked_down_at INTO since;
  DELETE FROM public.sessions WHERE true;
  GET DIAGNOSTICS ended_sessions = ROW_COUNT;
  DELETE FROM public.api_keys WHERE true;
  GET DIAGNOSTICS ended_keys = ROW_COUNT;
  RETURN NEXT;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION lock_down() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION lock_down() TO hl_app;
--> statement-breakpoint
CREATE FUNCTION end_lockdown() RETURNS boolean
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH opened AS (
    UPDATE public.installation SET locked_down_at = NULL WHERE public.caller_role() = 'owner' RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM opened)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION end_lockdown() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION end_lockdown() TO hl_app;
--> statement-breakpoint
-- What nobody can use any more. An invitation that was accepted and not confirmed stays: an account hangs on it.
CREATE FUNCTION sweep_outdated() RETURNS TABLE (swept_throttles integer, swept_resets integer, swept_invites integer, swept_notices integer, swept_boxes integer)
  LANGUAGE plpgsql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.throttles WHERE expires_at < now();
  GET DIAGNOSTICS swept_throttles = ROW_COUNT;
  DELETE FROM public.resets WHERE expires_at < now();
  GET DIAGNOSTICS swept_resets = ROW_COUNT;
  DELETE FROM public.invites WHERE expires_at < now() - interval '30 days' AND (accepted_at IS NULL OR confirmed_at IS NOT NULL);
  GET DIAGNOSTICS swept_invites = ROW_COUNT;
  DELETE FROM public.notices WHERE created_at < now() - interval '90 days';
  GET DIAGNOSTICS swept_notices = ROW_COUNT;
  DELETE FROM public.ingest_box WHERE set_aside_at < now() - interval '30 days';
  GET DIAGNOSTICS swept_boxes = ROW_COUNT;
  RETURN NEXT;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION sweep_outdated() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION sweep_outdated() TO hl_jobs;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
