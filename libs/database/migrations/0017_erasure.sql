-- An erasure is asked for, taken back and ordered through functions alone, and the worker may touch nobody whose time
-- has not come.
REVOKE INSERT, UPDATE, DELETE ON "erasures" FROM hl_app;
--> statement-breakpoint
CREATE POLICY "schedules" ON "erasures" TO hl_auth USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON "erasures" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "jobs_find" ON "erasures" FOR SELECT TO hl_jobs USING (true);
--> statement-breakpoint
GRANT SELECT ON "erasures" TO hl_jobs;
--> statement-breakpoint
-- Nobody but the worker removes a member, and that with a line in the ledger.
REVOKE DELETE ON "members" FROM hl_app, hl_auth;
--> statement-breakpoint
DROP POLICY "owner_stays" ON "members";
--> statement-breakpoint
DROP POLICY "erase" ON "members";
--> statement-breakpoint
GRANT UPDATE ("email_hash") ON "members" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "jobs_find_due" ON "members" FOR SELECT TO hl_jobs
  USING (EXISTS (SELECT 1 FROM erasures e WHERE e.owner_id = members.id AND e.effective_at <= now()));
--> statement-breakpoint
CREATE POLICY "jobs_close_due" ON "members" FOR UPDATE TO hl_jobs
  USING ("role" <> 'owner' AND EXISTS (SELECT 1 FROM erasures e WHERE e.owner_id = members.id AND e.effective_at <= now()))
  WITH CHECK ("state" = 'erasing');
--> statement-breakpoint
CREATE POLICY "jobs_erase_closed" ON "members" FOR DELETE TO hl_jobs
  USING ("role" <> 'owner' AND "state" = 'erasing' AND EXISTS (SELECT 1 FROM erasures e WHERE e.owner_id = members.id AND e.effective_at <= now()));
--> statement-breakpoint
GRANT SELECT ("id", "role", "state", "erasure_tag"), UPDATE ("state"), DELETE ON "members" TO hl_jobs;
--> statement-breakpoint
-- Of a member who is being erased, and of nobody else: "members" shows the worker those alone whose time has come.
CREATE POLICY "jobs_erase" ON "key_slots" TO hl_jobs
  USING (EXISTS (SELECT 1 FROM members m WHERE m.id = key_slots.owner_id AND m.state = 'erasing'));
--> statement-breakpoint
GRANT SELECT ("owner_id"), DELETE ON "key_slots" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "jobs_erase" ON "sessions" TO hl_jobs
  USING (EXISTS (SELECT 1 FROM members m WHERE m.id = sessions.owner_id AND m.state = 'erasing'));
--> statement-breakpoint
CREATE POLICY "jobs_erase" ON "api_keys" TO hl_jobs
  USING (EXISTS (SELECT 1 FROM members m WHERE m.id = api_keys.owner_id AND m.state = 'erasing'));
--> statement-breakpoint
GRANT SELECT ("owner_id"), DELETE ON "api_keys" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "jobs_erase" ON "passkeys" TO hl_jobs
  USING (EXISTS (SELECT 1 FROM members m WHERE m.id = passkeys.owner_id AND m.state = 'erasing'));
--> statement-breakpoint
GRANT SELECT ("owner_id"), DELETE ON "passkeys" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "jobs_erase" ON "ingest_box" TO hl_jobs
  USING (EXISTS (SELECT 1 FROM members m WHERE m.id = ingest_box.owner_id AND m.state = 'erasing'));
--> statement-breakpoint
GRANT SELECT ("owner_id"), DELETE ON "ingest_box" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "jobs_erase" ON "audit_subjects" TO hl_jobs
  USING (EXISTS (SELECT 1 FROM members m WHERE m.id = audit_subjects.owner_id AND m.state = 'erasing'));
--> statement-breakpoint
GRANT SELECT ("owner_id"), DELETE ON "audit_subjects" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "jobs_erase" ON "record_sets" TO hl_jobs
  USING (EXISTS (SELECT 1 FROM members m WHERE m.id = record_sets.owner_id AND m.state = 'erasing'));
--> statement-breakpoint
-- How many there are; what is in them is not the worker's to fetch.
CREATE POLICY "jobs_count" ON "records" FOR SELECT TO hl_jobs
  USING (EXISTS (SELECT 1 FROM members m WHERE m.id = records.owner_id AND m.state = 'erasing'));
--> statement-breakpoint
GRANT SELECT ("owner_id", "set_id") ON "records" TO hl_jobs;
--> statement-breakpoint
-- What erasing ends with: pages are rewritten without what was in them.
GRANT MAINTAIN ON "members", "key_slots", "sessions", "api_keys", "passkeys", "ingest_box", "audit_subjects", "record_sets",
  "records", "documents", "conversations", "exports", "member_jobs", "member_retention", "member_limits", "member_usage",
  "notices", "resets", "invites", "erasures" TO hl_jobs;
--> statement-breakpoint
-- The planner keeps samples of what is in a column. It has no use for random bytes, and an erased key must not go on
-- living in pg_statistic.
DO $$
DECLARE
  secret record;
BEGIN
  FOR secret IN SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
                   AND a.atttypid = 'bytea'::regtype
                   AND c.relname IN ('members', 'key_slots', 'sessions', 'api_keys', 'passkeys', 'ingest_box', 'audit_subjects',
                                     'record_sets', 'records', 'documents', 'resets', 'invites', 'erasures')
  LOOP
    EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET STATISTICS 0', secret.relname, secret.attname);
    IF current_setting('server_version_num')::integer >= 180000 THEN
      PERFORM pg_clear_attribute_stats('public', secret.relname, secret.attname, false);
    END IF;
  END LOOP;
END
$$;
--> statement-breakpoint
-- An export is a copy: what is deleted must not live on in it.
CREATE POLICY "finds_copies" ON "exports" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("owner_id", "id", "state", "created_at") ON "exports" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "drops_copies" ON "record_sets" TO hl_auth USING ("kind" = 'export');
--> statement-breakpoint
GRANT DELETE ON "record_sets" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
CREATE FUNCTION drop_copies() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.record_sets s WHERE s.kind = 'export' AND EXISTS (
    SELECT 1 FROM public.exports e JOIN gone g ON g.owner_id = e.owner_id
     WHERE e.owner_id = s.owner_id AND e.id = s.id AND (e.state = 'preparing' OR e.created_at >= g.created_at));
  RETURN NULL;
END
$$;
--> statement-breakpoint
-- In a trigger nobody is asked for it but the owner of the table, once, below.
REVOKE ALL ON FUNCTION drop_copies() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION drop_copies() TO hl_owner;
--> statement-breakpoint
-- The owner of the family hands it over first. Whoever decides about a member holds the row: the worker cannot close
-- an account of which this moment somebody says that it stays.
CREATE FUNCTION request_erasure(erasure uuid, effective timestamptz, hash bytea) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  caller uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  callers_role text;
BEGIN
  SELECT m.role INTO callers_role FROM public.members m WHERE m.id = caller AND m.state = 'active' FOR UPDATE;
  IF callers_role IS NULL THEN RETURN 'refused'; END IF;
  IF callers_role = 'owner' THEN RETURN 'owner'; END IF;
  INSERT INTO public.erasures (owner_id, id, reason, effective_at, receipt_token_hash)
    VALUES (caller, erasure, 'member', effective, hash) ON CONFLICT (owner_id) DO NOTHING;
  RETURN CASE WHEN FOUND THEN 'scheduled' ELSE 'already' END;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION request_erasure(uuid, timestamptz, bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION request_erasure(uuid, timestamptz, bytea) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION cancel_erasure() RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  caller uuid := nullif(current_setting('app.user_id', true), '')::uuid;
BEGIN
  PERFORM 1 FROM public.members m WHERE m.id = caller AND m.state = 'active' FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM public.erasures e WHERE e.owner_id = caller;
  RETURN FOUND;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION cancel_erasure() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION cancel_erasure() TO hl_app;
--> statement-breakpoint
DROP FUNCTION delete_member(uuid);
--> statement-breakpoint
-- Closes the account at once, as disabling does. Whoever was never let in has nothing to lose and no time to wait; the
-- address is free again.
CREATE FUNCTION order_erasure(member uuid, erasure uuid, effective timestamptz, hash bytea) RETURNS TABLE (outcome text, effective_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  current_state text;
  due timestamptz := effective;
BEGIN
  SELECT m.state INTO current_state FROM public.members m
   WHERE m.id = member AND m.role <> 'owner' AND public.may_manage(member) FOR UPDATE;
  IF current_state IS NULL THEN RETURN QUERY SELECT 'refused', NULL::timestamptz; RETURN; END IF;
  IF EXISTS (SELECT 1 FROM public.erasures e WHERE e.owner_id = member) THEN
    RETURN QUERY SELECT 'already', e.effective_at FROM public.erasures e WHERE e.owner_id = member;
    RETURN;
  END IF;
  IF current_state = 'awaiting-confirmation' THEN
    due := least(effective, now());
    UPDATE public.members m SET email_hash = sha256(gen_random_uuid()::text::bytea) WHERE m.id = member;
  ELSE
    UPDATE public.members m SET state = 'disabled' WHERE m.id = member AND m.state = 'active';
  END IF;
  INSERT INTO public.erasures (owner_id, id, reason, effective_at, receipt_token_hash)
    VALUES (member, erasure, CASE current_state WHEN 'awaiting-confirmation' THEN current_state ELSE 'manager' END, due, hash);
  DELETE FROM public.sessions s WHERE s.owner_id = member;
  DELETE FROM public.api_keys a WHERE a.owner_id = member;
  RETURN QUERY SELECT 'scheduled', due;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION order_erasure(uuid, uuid, timestamptz, bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION order_erasure(uuid, uuid, timestamptz, bytea) TO hl_app;
--> statement-breakpoint
-- Letting somebody in again takes back what a manager ordered, and not what the member asked for.
CREATE OR REPLACE FUNCTION enable_member(member uuid) RETURNS boolean
  LANGUAGE plpgsql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM 1 FROM public.members m WHERE m.id = member AND m.state = 'disabled' AND public.may_manage(member) FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE public.members m SET state = 'active' WHERE m.id = member;
  DELETE FROM public.erasures e WHERE e.owner_id = member AND e.reason = 'manager';
  RETURN true;
END
$$;
--> statement-breakpoint
CREATE FUNCTION list_erasures() RETURNS TABLE (member_id uuid, effective_at timestamptz)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.owner_id, e.effective_at FROM public.erasures e WHERE public.caller_role() IN ('owner', 'admin')
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION list_erasures() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION list_erasures() TO hl_app;
--> statement-breakpoint
-- By its token alone. One that was taken back is unknown again.
CREATE FUNCTION find_erasure_receipt(hash bytea) RETURNS TABLE (state text, effective_at timestamptz, note text)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN r.note IS NULL THEN 'erasing' ELSE 'erased' END, r.created_at, r.note
    FROM public.erasure_receipts r WHERE r.token_hash = hash
  UNION ALL
  SELECT 'scheduled', e.effective_at, NULL FROM public.erasures e
   WHERE e.receipt_token_hash = hash AND NOT EXISTS (SELECT 1 FROM public.erasure_receipts r WHERE r.token_hash = hash)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_erasure_receipt(bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_erasure_receipt(bytea) TO hl_app;
--> statement-breakpoint
-- With an invitation that was accepted and not confirmed goes the account that nobody let in: it cannot be confirmed
-- any more, its address is free, and the worker erases it. Nobody holds the token of its receipt.
CREATE OR REPLACE FUNCTION withdraw_invite(invite uuid) RETURNS boolean
  LANGUAGE plpgsql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  guest uuid;
BEGIN
  DELETE FROM public.invites i
   WHERE i.id = invite AND i.owner_id = nullif(current_setting('app.user_id', true), '')::uuid AND public.caller_role() IN ('owner', 'admin')
  RETURNING i.accepted_by INTO guest;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE public.members m SET email_hash = sha256(gen_random_uuid()::text::bytea) WHERE m.id = guest AND m.state = 'awaiting-confirmation';
  IF FOUND THEN
    INSERT INTO public.erasures (owner_id, id, reason, effective_at, receipt_token_hash)
      VALUES (guest, gen_random_uuid(), 'awaiting-confirmation', now(), sha256(gen_random_uuid()::text::bytea))
      ON CONFLICT (owner_id) DO NOTHING;
  END IF;
  RETURN true;
END
$$;
--> statement-breakpoint
-- Both rows or none, and nobody who is about to be erased.
CREATE OR REPLACE FUNCTION transfer_ownership(heir uuid) RETURNS boolean
  LANGUAGE plpgsql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  caller uuid := nullif(current_setting('app.user_id', true), '')::uuid;
BEGIN
  PERFORM 1 FROM public.members m
    WHERE m.id = heir AND m.id <> caller AND m.state = 'active' AND m.role IN ('admin', 'member') FOR UPDATE;
  IF NOT FOUND OR EXISTS (SELECT 1 FROM public.erasures e WHERE e.owner_id = heir) THEN RETURN false; END IF;
  UPDATE public.members m SET role = 'admin' WHERE m.id = caller AND m.role = 'owner' AND m.state = 'active';
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE public.members m SET role = 'owner' WHERE m.id = heir;
  RETURN true;
END
$$;
--> statement-breakpoint
-- The worker writes down what it erased, in the same log.
GRANT EXECUTE ON FUNCTION append_audit(bigint, text[], bytea[], bytea[], timestamptz[]), audit_size(), audit_leaves(bigint, integer),
  add_audit_checkpoint(bigint, text, bytea), last_audit_checkpoint() TO hl_jobs;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
--> statement-breakpoint
CREATE TRIGGER "drop_copies" AFTER DELETE ON "documents" REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION drop_copies();
--> statement-breakpoint
CREATE TRIGGER "drop_copies" AFTER DELETE ON "conversations" REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION drop_copies();
