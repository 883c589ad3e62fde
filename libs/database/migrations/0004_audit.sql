-- The audit log is written and read through these functions alone. hl_auth, which owns them, may add and read;
-- nobody may change or delete. What each caller may see is decided here and not by who asks nicely.
CREATE POLICY "reads" ON "audit_entries" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
CREATE POLICY "appends" ON "audit_entries" FOR INSERT TO hl_auth WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT ON "audit_entries" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "reads" ON "audit_checkpoints" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
CREATE POLICY "appends" ON "audit_checkpoints" FOR INSERT TO hl_auth WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT ON "audit_checkpoints" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "counts" ON "audit_head" TO hl_auth USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "audit_head" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "salts" ON "audit_subjects" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
CREATE POLICY "first_salt" ON "audit_subjects" FOR INSERT TO hl_auth WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT ON "audit_subjects" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
INSERT INTO public.audit_head (size) VALUES (0);
--> statement-breakpoint
-- Adds entries where the log is as long as the caller believes, else says how long it is. The row of the head is held
-- until the end of the transaction, so that the numbers have no gap.
CREATE FUNCTION append_audit(expected bigint, new_entries text[], actors bytea[], objects bytea[], moments timestamptz[]) RETURNS TABLE (is_kept boolean, new_size bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  length bigint;
BEGIN
  -- Whoever was told that an entry is kept has to find it after a power cut, whatever the server's default is.
  PERFORM set_config('synchronous_commit', 'on', true);
  SELECT h.size INTO STRICT length FROM public.audit_head h FOR UPDATE;
  IF length <> expected THEN
    RETURN QUERY SELECT false, length;
    RETURN;
  END IF;
  INSERT INTO public.audit_entries (seq, leaf, entry, actor, object, at)
    SELECT expected + n.place - 1, sha256('\x00'::bytea || convert_to(n.entry, 'UTF8')), n.entry, n.actor, n.object, n.at
      FROM unnest(new_entries, actors, objects, moments) WITH ORDINALITY AS n(entry, actor, object, at, place);
  UPDATE public.audit_head SET size = expected + cardinality(new_entries);
  RETURN QUERY SELECT true, expected + cardinality(new_entries);
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION append_audit(bigint, text[], bytea[], bytea[], timestamptz[]) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION append_audit(bigint, text[], bytea[], bytea[], timestamptz[]) TO hl_app;
--> statement-breakpoint
-- The salt of a member's tag, made at the first use; nothing for somebody who is no member (any more).
CREATE FUNCTION audit_salt(member uuid, fresh bytea) RETURNS bytea
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.audit_subjects (owner_id, salt)
    SELECT m.id, fresh FROM public.members m
     WHERE m.id = member AND NOT EXISTS (SELECT 1 FROM public.audit_subjects s WHERE s.owner_id = member)
    ON CONFLICT (owner_id) DO NOTHING;
  SELECT s.salt FROM public.audit_subjects s WHERE s.owner_id = member
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION audit_salt(uuid, bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION audit_salt(uuid, bytea) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION audit_size() RETURNS bigint
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.size FROM public.audit_head h
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION audit_size() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION audit_size() TO hl_app;
--> statement-breakpoint
-- Hashes only: enough to sign and to prove, and nothing to read.
CREATE FUNCTION audit_leaves(first_seq bigint, at_most integer) RETURNS TABLE (seq bigint, leaf bytea)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.seq, e.leaf FROM public.audit_entries e WHERE e.seq >= first_seq ORDER BY e.seq LIMIT at_most
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION audit_leaves(bigint, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION audit_leaves(bigint, integer) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION add_audit_checkpoint(tree_size bigint, signed text, subtrees bytea) RETURNS boolean
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.audit_checkpoints (size, note, frontier)
    SELECT tree_size, signed, subtrees FROM public.audit_head h
     WHERE tree_size <= h.size
       AND NOT EXISTS (SELECT 1 FROM public.audit_checkpoints c WHERE c.size >= tree_size)
    ON CONFLICT (size) DO NOTHING
    RETURNING true
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION add_audit_checkpoint(bigint, text, bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION add_audit_checkpoint(bigint, text, bytea) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION last_audit_checkpoint() RETURNS TABLE (size bigint, note text, frontier bytea)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.size, c.note, c.frontier FROM public.audit_checkpoints c ORDER BY c.size DESC LIMIT 1
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION last_audit_checkpoint() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION last_audit_checkpoint() TO hl_app;
--> statement-breakpoint
-- Sizes and hashes: whoever keeps them keeps the log honest, so every active member may.
CREATE FUNCTION list_audit_checkpoints() RETURNS TABLE (size bigint, note text)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.size, c.note FROM public.audit_checkpoints c ORDER BY c.size
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION list_audit_checkpoints() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION list_audit_checkpoints() TO hl_app;
--> statement-breakpoint
-- For an active owner or admin alone; everybody else sees an empty log.
CREATE FUNCTION list_audit(before bigint, at_most integer, only_action text) RETURNS TABLE (seq bigint, entry text)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.seq, e.entry FROM public.audit_entries e
   WHERE EXISTS (SELECT 1 FROM public.members caller
                  WHERE caller.id = nullif(current_setting('app.user_id', true), '')::uuid
                    AND caller.role IN ('owner', 'admin') AND caller.state = 'active')
     AND (before IS NULL OR e.seq < before)
     AND e.entry IS NOT NULL
     AND (only_action IS NULL OR strpos(e.entry, '"action":"' || only_action || '"') > 0)
   ORDER BY e.seq DESC LIMIT at_most
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION list_audit(bigint, integer, text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION list_audit(bigint, integer, text) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION export_audit(first_seq bigint, at_most integer) RETURNS TABLE (seq bigint, leaf bytea, entry text, actor bytea, object bytea)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.seq, e.leaf, e.entry, e.actor, e.object FROM public.audit_entries e
   WHERE EXISTS (SELECT 1 FROM public.members caller
                  WHERE caller.id = nullif(current_setting('app.user_id', true), '')::uuid
                    AND caller.role IN ('owner', 'admin') AND caller.state = 'active')
     AND e.seq >= first_seq
   ORDER BY e.seq LIMIT at_most
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION export_audit(bigint, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION export_audit(bigint, integer) TO hl_app;
--> statement-breakpoint
-- What has the tag of the caller. Only the api can make tags: their key is in no table.
CREATE FUNCTION list_own_audit(tag bytea, before bigint, at_most integer) RETURNS TABLE (seq bigint, entry text)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.seq, e.entry FROM public.audit_entries e
   WHERE EXISTS (SELECT 1 FROM public.members caller
                  WHERE caller.id = nullif(current_setting('app.user_id', true), '')::uuid AND caller.state = 'active')
     AND (e.actor = tag OR e.object = tag)
     AND (before IS NULL OR e.seq < before)
     AND e.entry IS NOT NULL
   ORDER BY e.seq DESC LIMIT at_most
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION list_own_audit(bytea, bigint, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION list_own_audit(bytea, bigint, integer) TO hl_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
--> statement-breakpoint
REVOKE INSERT ON "audit_head" FROM hl_auth;
