-- Row-level security, grants and look-ups for what came with second factors, passkeys, keys of programs and resets.
ALTER TABLE "resets" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "resets" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "resets" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, DELETE ON "resets" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "resets" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "resets" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "notices" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "notices" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "notices" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON "notices" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "notices" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "notices" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "member_limits" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "member_limits" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "member_limits" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT ON "member_limits" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "member_limits" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "member_limits" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "member_usage" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "member_usage" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "member_usage" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "member_usage" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "member_usage" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "member_usage" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "ingest_box" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "ingest_box" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "ingest_box" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON "ingest_box" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "ingest_box" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "ingest_box" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "audit_subjects" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "audit_subjects" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "owner_only" ON "audit_subjects" TO hl_app
  USING ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK ("owner_id" = nullif(current_setting('app.user_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON "audit_subjects" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "audit_subjects" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "audit_subjects" TO hl_backup;
--> statement-breakpoint
-- Counters belong to nobody: their keys are HMACs.
ALTER TABLE "throttles" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "throttles" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "api_counts" ON "throttles" TO hl_app USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "throttles" TO hl_app;
--> statement-breakpoint
-- The log is written and read through functions alone, which hl_auth owns: nobody can update or delete in it.
ALTER TABLE "audit_entries" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "audit_entries" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "audit_entries" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "audit_entries" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "audit_head" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "audit_head" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "audit_head" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "audit_head" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "audit_checkpoints" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "audit_checkpoints" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "audit_checkpoints" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "audit_checkpoints" TO hl_backup;
--> statement-breakpoint
ALTER TABLE "retired_install_bundles" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "retired_install_bundles" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "api_keeps" ON "retired_install_bundles" TO hl_app USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT ON "retired_install_bundles" TO hl_app;
--> statement-breakpoint
CREATE POLICY "backup_reads_ciphertext" ON "retired_install_bundles" FOR SELECT TO hl_backup USING (true);
--> statement-breakpoint
GRANT SELECT ON "retired_install_bundles" TO hl_backup;
--> statement-breakpoint
GRANT SELECT ("verifier", "wrapped", "scopes", "expires_at") ON "api_keys" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "lookup" ON "passkeys" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ("id", "owner_id", "credential_id") ON "passkeys" TO hl_auth;
--> statement-breakpoint
CREATE POLICY "lookup" ON "resets" FOR SELECT TO hl_auth USING (true);
--> statement-breakpoint
GRANT SELECT ON "resets" TO hl_auth;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO hl_auth;
--> statement-breakpoint
SET LOCAL ROLE hl_auth;
--> statement-breakpoint
DROP FUNCTION find_api_key(text);
--> statement-breakpoint
CREATE FUNCTION open_api_key(id_text text) RETURNS TABLE (api_key_id uuid, owner_id uuid, verifier bytea, wrapped bytea, scopes text[], expires_at timestamptz, role text)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.id, a.owner_id, a.verifier, a.wrapped, a.scopes, a.expires_at, m.role
    FROM public.api_keys a JOIN public.members m ON m.id = a.owner_id
   WHERE a.key_id = id_text AND m.state = 'active' AND (a.expires_at IS NULL OR a.expires_at > now())
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION open_api_key(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION open_api_key(text) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION find_passkey(credential bytea) RETURNS TABLE (passkey_id uuid, owner_id uuid)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.id, p.owner_id FROM public.passkeys p WHERE p.credential_id = credential
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_passkey(bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_passkey(bytea) TO hl_app;
--> statement-breakpoint
CREATE FUNCTION find_reset(hash bytea) RETURNS TABLE (reset_id uuid, owner_id uuid, kind text, effective_at timestamptz)
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.id, r.owner_id, r.kind, r.effective_at FROM public.resets r
   WHERE r.token_hash = hash AND r.expires_at > now()
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_reset(bytea) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_reset(bytea) TO hl_app;
--> statement-breakpoint
-- Of sessions and keys of programs whose keys a process has in memory: those that were ended elsewhere.
CREATE FUNCTION find_ended(holders uuid[]) RETURNS SETOF uuid
  LANGUAGE sql stable SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.id FROM unnest(holders) AS h(id)
   WHERE NOT EXISTS (SELECT 1 FROM public.sessions s JOIN public.members m ON m.id = s.owner_id
                      WHERE s.id = h.id AND m.state = 'active')
     AND NOT EXISTS (SELECT 1 FROM public.api_keys a JOIN public.members m ON m.id = a.owner_id
                      WHERE a.id = h.id AND m.state = 'active')
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_ended(uuid[]) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_ended(uuid[]) TO hl_app;
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM hl_auth;
