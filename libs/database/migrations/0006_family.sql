-- What one member may do to another. Every function asks again who the caller is: a route that forgot to is no way in.
-- Role and state are not the member's own to change, and an invitation is accepted and confirmed by functions alone.
REVOKE UPDATE ON "members" FROM hl_app;
--> statement-breakpoint
GRANT UPDATE ("email_hash", "profile_set", "ring_set", "self_set", "public_key", "last_seen_on") ON "members" TO hl_app;
--> statement-breakpoint
-- There is always an owner: not even the owner's own transaction removes the row.
CREATE POLICY "owner_stays" ON "members" AS RESTRICTIVE FOR DELETE TO hl_app USING ("role" <> 'owner');
--> statement-breakpoint
REVOKE UPDATE, DELETE ON "invites" FROM hl_app;
--> statement-breakpoint
GRANT SELECT ("public_key", "last_seen_on"), UPDATE ("role"), DELETE ON "members" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "erase" ON "members" FOR DELETE TO hl_auth USING ("role" <> 'owner');
--> statement-breakpoint
CREATE POLICY "end" ON "sessions" FOR DELETE TO hl_auth USING (true);
--> statement-breakpoint
GRANT DELETE ON "sessions" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "end" ON "api_keys" FOR DELETE TO hl_auth USING (true);
--> statement-breakpoint
GRANT DELETE ON "api_keys" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "withdraw" ON "invites" FOR DELETE TO hl_auth USING (true);
--> statement-breakpoint
GRANT DELETE ON "invites" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "count" ON "documents" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("owner_id", "expires_at") ON "documents" TO hl_auth;
--> statement-breakpoint
-- Sizes of everybody's records are summed up; of their bytes, list_family and find_open_invite hand out profiles alone.
DROP POLICY "lookup_profiles" ON "records";
--> statement-breakpoint
CREATE POLICY "lookup_and_measure" ON "records" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
CREATE POLICY "manage" ON "member_limits" TO hl_auth USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "member_limits" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
-- Nobody's role where the caller is unnamed, unknown, disabled or not confirmed: what compares with it is then false.
CREATE FUNCTION caller_role() RETURNS text
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT m.role FROM public.members m
   WHERE m.id = nullif(current_setting('app.user_id', true), '')::uuid AND m.state = 'active'
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION caller_role() FROM PUBLIC;
--> statement-breakpoint
-- The owner manages everybody else, an admin members and viewers, and nobody themselves.
CREATE FUNCTION may_manage(member uuid) RETURNS boolean
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce((SELECT CASE public.caller_role()
                            WHEN 'owner' THEN m.role <> 'owner'
                            WHEN 'admin' THEN m.role IN ('member', 'viewer')
                            ELSE false END
                     FROM public.members m WHERE m.id = member), false)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION may_manage(uuid) FROM PUBLIC;
--> statement-breakpoint
-- Whether an inviter, who may have lost the role since, may let in somebody of this role.
CREATE FUNCTION may_invite(inviter uuid, invited text) RETURNS boolean
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.members m WHERE m.id = inviter AND m.state = 'active'
                    AND (m.role = 'owner' OR m.role = 'admin' AND invited IN ('member', 'viewer')))
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION may_invite(uuid, text) FROM PUBLIC;
--> statement-breakpoint
DROP FUNCTION list_family();
--> statement-breakpoint
CREATE FUNCTION list_family() RETURNS TABLE (member_id uuid, role text, state text, created_at timestamptz, last_seen_on timestamptz, public_key bytea,
    documents integer, stored_bytes bigint, limit_stored_bytes bigint, limit_documents integer, limit_questions integer, limit_tokens integer,
    pending_reset text, profile_set uuid, key_version smallint, salt bytea, commitment bytea, manifest bytea, revision integer, sealed bytea)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT m.id, m.role, m.state, m.created_at, m.last_seen_on, m.public_key,
         (SELECT count(*)::integer FROM public.documents d WHERE d.owner_id = m.id AND (d.expires_at IS NULL OR d.expires_at > now())),
         (SELECT coalesce(sum(octet_length(a.sealed)), 0)::bigint FROM public.records a WHERE a.owner_id = m.id),
         l.stored_bytes, l.documents, l.questions_per_day, l.tokens_per_day,
         (SELECT x.kind FROM public.resets x WHERE x.owner_id = m.id AND x.expires_at > now() ORDER BY x.created_at DESC LIMIT 1),
         m.profile_set, s.key_version, s.salt, s.commitment, s.manifest, s.revision, r.sealed
    FROM public.members m
    LEFT JOIN public.member_limits l ON l.owner_id = m.id
    LEFT JOIN public.record_sets s ON s.owner_id = m.id AND s.id = m.profile_set AND s.kind = 'profile'
    LEFT JOIN public.records r ON r.owner_id = m.id AND r.set_id = s.id AND r.type = 11 AND r.index = 0
   WHERE public.caller_role() IN ('owner', 'admin')
   ORDER BY m.created_at
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION list_family() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION list_family() TO hl_app;
--> statement-breakpoint
CREATE FUNCTION find_family_member(member uuid) RETURNS TABLE (role text, state text)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT m.role, m.state FROM public.members m WHERE m.id = member AND public.caller_role() IN ('owner', 'admin')
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_family_member(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_family_member(uuid) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION set_member_role(member uuid, new_role text) RETURNS boolean
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH changed AS (
    UPDATE public.members m SET role = new_role
     WHERE m.id = member AND m.role <> 'owner' AND new_role IN ('admin', 'member', 'viewer') AND public.caller_role() = 'owner'
    RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM changed)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION set_member_role(uuid, text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION set_member_role(uuid, text) TO hl_app;
--> statement-breakpoint
-- With the state go sessions and keys of programs, their wraps included: enabling again brings none of them back.
CREATE FUNCTION disable_member(member uuid) RETURNS boolean
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH changed AS (
    UPDATE public.members m SET state = 'disabled'
     WHERE m.id = member AND m.role <> 'owner' AND m.state = 'active' AND public.may_manage(member)
    RETURNING m.id), signed_out AS (
    DELETE FROM public.sessions WHERE owner_id IN (SELECT id FROM changed)), revoked AS (
    DELETE FROM public.api_keys WHERE owner_id IN (SELECT id FROM changed))
  SELECT EXISTS (SELECT 1 FROM changed)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION disable_member(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION disable_member(uuid) TO hl_app;
--> statement-breakpoint
-- Not a way around the inviter's confirmation: who waits for that is not disabled.
CREATE FUNCTION enable_member(member uuid) RETURNS boolean
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH changed AS (
    UPDATE public.members m SET state = 'active'
     WHERE m.id = member AND m.state = 'disabled' AND public.may_manage(member)
    RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM changed)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION enable_member(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION enable_member(uuid) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION end_member_sessions(member uuid) RETURNS integer
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH ended AS (
    DELETE FROM public.sessions WHERE owner_id = member AND public.may_manage(member) RETURNING 1)
  SELECT count(*)::integer FROM ended
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION end_member_sessions(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION end_member_sessions(uuid) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION delete_member(member uuid) RETURNS boolean
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (
    DELETE FROM public.members m WHERE m.id = member AND m.role <> 'owner' AND public.may_manage(member) RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM gone)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION delete_member(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION delete_member(uuid) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION set_member_limits(member uuid, bytes bigint, documents integer, questions integer, tokens integer) RETURNS boolean
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH changed AS (
    INSERT INTO public.member_limits AS l (owner_id, stored_bytes, documents, questions_per_day, tokens_per_day)
    SELECT m.id, $2, $3, $4, $5 FROM public.members m
     WHERE m.id = member AND (public.may_manage(member) OR m.role = 'owner' AND public.caller_role() = 'owner')
        ON CONFLICT (owner_id) DO UPDATE SET stored_bytes = excluded.stored_bytes, documents = excluded.documents,
           questions_per_day = excluded.questions_per_day, tokens_per_day = excluded.tokens_per_day
    RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM changed)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION set_member_limits(uuid, bigint, integer, integer, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION set_member_limits(uuid, bigint, integer, integer, integer) TO hl_app;
--> statement-breakpoint
-- Both rows or none: there is an owner at every moment, and only one. The old owner stays as an admin.
CREATE FUNCTION transfer_ownership(heir uuid) RETURNS boolean
  LANGUAGE plpgsql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  caller uuid := nullif(current_setting('app.user_id', true), '')::uuid;
BEGIN
  PERFORM 1 FROM public.members m
    WHERE m.id = heir AND m.id <> caller AND m.state = 'active' AND m.role IN ('admin', 'member') FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE public.members m SET role = 'admin' WHERE m.id = caller AND m.role = 'owner' AND m.state = 'active';
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE public.members m SET role = 'owner' WHERE m.id = heir;
  RETURN true;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION transfer_ownership(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION transfer_ownership(uuid) TO hl_app;
--> statement-breakpoint
DROP FUNCTION find_open_invite(bytea);
--> statement-breakpoint
CREATE FUNCTION find_open_invite(hash bytea) RETURNS TABLE (invite_id uuid, inviter_id uuid, role text, email_hash bytea, expires_at timestamptz, profile_set uuid, key_version smallint, salt bytea, commitment bytea, manifest bytea, revision integer, sealed bytea)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT i.id, i.owner_id, i.role, i.email_hash, i.expires_at, m.profile_set, s.key_version, s.salt, s.commitment, s.manifest, s.revision, r.sealed
    FROM public.invites i JOIN public.members m ON m.id = i.owner_id
    LEFT JOIN public.record_sets s ON s.owner_id = m.id AND s.id = m.profile_set AND s.kind = 'profile'
    LEFT JOIN public.records r ON r.owner_id = m.id AND r.set_id = s.id AND r.type = 11 AND r.index = 0
   WHERE i.token_hash = hash AND i.accepted_at IS NULL AND i.expires_at > now() AND public.may_invite(i.owner_id, i.role)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_open_invite(bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_open_invite(bytea) TO hl_app;
--> statement-breakpoint
DROP FUNCTION accept_invite(bytea, uuid);
--> statement-breakpoint
-- The new member alone, still waiting, and in the role that was offered.
CREATE FUNCTION accept_invite(hash bytea) RETURNS uuid
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.invites i SET accepted_by = m.id, accepted_at = now()
    FROM public.members m
   WHERE m.id = nullif(current_setting('app.user_id', true), '')::uuid AND m.state = 'awaiting-confirmation' AND m.role = i.role
     AND i.token_hash = hash AND i.accepted_at IS NULL AND i.expires_at > now() AND public.may_invite(i.owner_id, i.role)
  RETURNING i.id
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION accept_invite(bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION accept_invite(bytea) TO hl_app;
--> statement-breakpoint
-- The public keys of those whom the caller invited, for the words that both read aloud.
CREATE FUNCTION list_invited_keys() RETURNS TABLE (invite_id uuid, member_id uuid, public_key bytea)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT i.id, m.id, m.public_key FROM public.invites i JOIN public.members m ON m.id = i.accepted_by
   WHERE i.owner_id = nullif(current_setting('app.user_id', true), '')::uuid AND public.caller_role() IN ('owner', 'admin')
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION list_invited_keys() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION list_invited_keys() TO hl_app;
--> statement-breakpoint
DROP FUNCTION confirm_invite(uuid);
--> statement-breakpoint
-- Lets in exactly the key whose words were read: one that was swapped meanwhile stays outside.
CREATE FUNCTION confirm_invite(invite uuid, expected_key bytea) RETURNS boolean
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH activated AS (
    UPDATE public.members m SET state = 'active'
      FROM public.invites i
     WHERE i.id = invite AND i.owner_id = nullif(current_setting('app.user_id', true), '')::uuid AND i.confirmed_at IS NULL
       AND public.may_invite(i.owner_id, i.role)
       AND m.id = i.accepted_by AND m.state = 'awaiting-confirmation' AND m.role = i.role AND m.public_key = expected_key
    RETURNING i.id), confirmed AS (
    UPDATE public.invites SET confirmed_at = now() WHERE id IN (SELECT id FROM activated) RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM confirmed)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION confirm_invite(uuid, bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION confirm_invite(uuid, bytea) TO hl_app;
--> statement-breakpoint
-- With an invitation that was accepted and not confirmed goes the account that nobody let in.
CREATE FUNCTION withdraw_invite(invite uuid) RETURNS boolean
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (
    DELETE FROM public.invites
     WHERE id = invite AND owner_id = nullif(current_setting('app.user_id', true), '')::uuid AND public.caller_role() IN ('owner', 'admin')
    RETURNING accepted_by), unconfirmed AS (
    DELETE FROM public.members WHERE id IN (SELECT accepted_by FROM gone) AND state = 'awaiting-confirmation')
  SELECT EXISTS (SELECT 1 FROM gone)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION withdraw_invite(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION withdraw_invite(uuid) TO hl_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
