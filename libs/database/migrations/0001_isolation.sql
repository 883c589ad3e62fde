-- Row-level security, grants and the look-ups that come before an owner is known.
-- The roles themselves are made by the supervisor (or by the operator): passwords have no place in a migration.
-- FORCE matters: without it the owner of a table is exempt.
ALTER TABLE "members" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "members" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- An unset owner is the empty string after a transaction, not NULL: nullif makes both see nothing.
CREATE POLICY "owner_only" ON "members" TO hl_app
  USING ("id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "members" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "members" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "members" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "key_slots" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "key_slots" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "key_slots" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "key_slots" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "key_slots" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "key_slots" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "sessions" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "sessions" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "sessions" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "sessions" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "sessions" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "sessions" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "api_keys" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "api_keys" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "api_keys" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "api_keys" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "api_keys" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "passkeys" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "passkeys" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "passkeys" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "passkeys" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "passkeys" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "passkeys" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "invites" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "invites" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "invites" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "invites" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "invites" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "invites" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "record_sets" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "record_sets" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "record_sets" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "record_sets" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "record_sets" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "record_sets" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "records" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "records" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "records" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "records" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "records" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "records" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "documents" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "documents" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "documents" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "documents" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "documents" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "documents" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "conversations" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "conversations" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "conversations" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "conversations" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "conversations" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "conversations" TO hl_backup;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO hl_app, hl_jobs, hl_backup, hl_auth;
--> statement-breakpoint
GRANT SELECT ON "installation", "install_bundles", "retention_runs" TO hl_backup;
--> statement-breakpoint
GRANT SELECT, UPDATE ("set_up_at") ON "installation" TO hl_app;
--> statement-breakpoint
GRANT SELECT ("only", "id", "set_up_at") ON "installation" TO hl_jobs;
--> statement-breakpoint
ALTER TABLE "install_bundles" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "install_bundles" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "api_reads_both" ON "install_bundles" TO hl_app USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "install_bundles" TO hl_app;
--> statement-breakpoint
-- The worker cannot even fetch the bundle that it could not open.
CREATE POLICY "jobs_read_ops" ON "install_bundles" FOR SELECT TO hl_jobs USING ("kind" = 'ops');
--> statement-breakpoint
GRANT SELECT ON "install_bundles" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "install_bundles" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
-- Retention works on ids and dates alone; the rows below a record set go by cascade.
CREATE POLICY "jobs_read_dates" ON "documents" FOR SELECT TO hl_jobs USING (true);
--> statement-breakpoint
GRANT SELECT ("owner_id", "id", "state", "expires_at") ON "documents" TO hl_jobs;
--> statement-breakpoint
CREATE POLICY "jobs_find_documents" ON "record_sets" FOR SELECT TO hl_jobs USING ("kind" = 'document');
--> statement-breakpoint
CREATE POLICY "jobs_purge_documents" ON "record_sets" FOR DELETE TO hl_jobs USING ("kind" = 'document');
--> statement-breakpoint
GRANT SELECT ("owner_id", "id", "kind"), DELETE ON "record_sets" TO hl_jobs;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "retention_runs" TO hl_jobs;
--> statement-breakpoint
GRANT SELECT ON "retention_runs" TO hl_app;
--> statement-breakpoint
INSERT INTO "installation" ("id") VALUES (gen_random_uuid());
--> statement-breakpoint
CREATE POLICY "lookup" ON "members" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("id", "email_hash", "role", "state", "profile_set", "created_at") ON "members" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "lookup" ON "sessions" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("id", "owner_id", "sid_hash") ON "sessions" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "lookup" ON "invites" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("id", "owner_id", "token_hash", "email_hash", "role", "expires_at", "accepted_by", "accepted_at", "confirmed_at") ON "invites" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "lookup" ON "key_slots" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("owner_id", "slot", "locator") ON "key_slots" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "lookup" ON "api_keys" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("id", "owner_id", "key_id") ON "api_keys" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "lookup_profiles" ON "record_sets" FOR SELECT TO hl_auth USING ("kind" = 'profile');
--> statement-breakpoint
GRANT SELECT ON "record_sets" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "lookup_profiles" ON "records" FOR SELECT TO hl_auth USING ("type" = 11);
--> statement-breakpoint
GRANT SELECT ON "records" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "accept" ON "invites" FOR UPDATE TO hl_auth USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT UPDATE ("accepted_by", "accepted_at", "confirmed_at") ON "invites" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "confirm" ON "members" FOR UPDATE TO hl_auth USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT UPDATE ("state") ON "members" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
CREATE FUNCTION find_member_by_email(hash bytea) RETURNS uuid
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT id FROM public.members WHERE email_hash = hash
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_member_by_email(bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_member_by_email(bytea) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION find_session(hash bytea) RETURNS TABLE (session_id uuid, owner_id uuid)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.id, s.owner_id FROM public.sessions s WHERE s.sid_hash = hash
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_session(bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_session(bytea) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION find_recovery_slot(hash bytea) RETURNS uuid
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.owner_id FROM public.key_slots k WHERE k.locator = hash
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_recovery_slot(bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_recovery_slot(bytea) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION find_api_key(id_text text) RETURNS TABLE (api_key_id uuid, owner_id uuid)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.id, a.owner_id FROM public.api_keys a WHERE a.key_id = id_text
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_api_key(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_api_key(text) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION find_open_invite(hash bytea) RETURNS TABLE (invite_id uuid, role text, email_hash bytea)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT i.id, i.role, i.email_hash FROM public.invites i
   WHERE i.token_hash = hash AND i.accepted_at IS NULL AND i.expires_at > now()
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_open_invite(bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_open_invite(bytea) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION accept_invite(hash bytea, member uuid) RETURNS boolean
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH accepted AS (
    UPDATE public.invites SET accepted_by = member, accepted_at = now()
     WHERE token_hash = hash AND accepted_at IS NULL AND expires_at > now() RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM accepted)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION accept_invite(bytea, uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION accept_invite(bytea, uuid) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION confirm_invite(invite uuid) RETURNS boolean
  LANGUAGE sql volatile SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH confirmed AS (
    UPDATE public.invites SET confirmed_at = now()
     WHERE id = invite AND owner_id = nullif(current_setting('app.user_id', true), '')::uuid
       AND accepted_by IS NOT NULL AND confirmed_at IS NULL
    RETURNING accepted_by), activated AS (
    UPDATE public.members SET state = 'active'
     WHERE id = (SELECT accepted_by FROM confirmed) AND state = 'awaiting-confirmation' RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM activated)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION confirm_invite(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION confirm_invite(uuid) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION list_family() RETURNS TABLE (member_id uuid, role text, state text, created_at timestamptz, profile_set uuid, key_version smallint, salt bytea, commitment bytea, manifest bytea, revision integer, sealed bytea)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT m.id, m.role, m.state, m.created_at, s.id, s.key_version, s.salt, s.commitment, s.manifest, s.revision, r.sealed
    FROM public.members m
    JOIN public.record_sets s ON s.owner_id = m.id AND s.id = m.profile_set
    JOIN public.records r ON r.owner_id = m.id AND r.set_id = s.id AND r.type = 11 AND r.index = 0
   WHERE EXISTS (SELECT 1 FROM public.members caller
                  WHERE caller.id = nullif(current_setting('app.user_id', true), '')::uuid
                    AND caller.role IN ('owner', 'admin') AND caller.state = 'active')
   ORDER BY m.created_at
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION list_family() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION list_family() TO hl_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
