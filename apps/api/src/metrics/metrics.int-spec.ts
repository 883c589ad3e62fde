import { Secret } from '@hearthlore/config';
import { findFreePort } from '@hearthlore/machine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember } from '../../../../test/harness/api-member.js';
import { ada } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const TOKEN = new Secret('a-token-of-this-test');
let api: ApiUnderTest;
let owner: ApiMember;
let url: string;

beforeAll(async () => {
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}`;
  api = await startApi({ HEARTHLORE_METRICS_PORT: String(port), HEARTHLORE_METRICS_TOKEN: TOKEN.reveal() });
  owner = await new ApiMember(api, ada).setsUp();
});
afterAll(() => api.close());

const fetchMetrics = async (token: string = TOKEN.reveal(), path = '/metrics'): Promise<Response> =>
  fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
const read = async (): Promise<string> => (await fetchMetrics()).text();
const alertsOf = (text: string): string[] =>
  [...text.matchAll(/^hearthlore_alert\{name="([^"]+)"\} 1$/gm)].map(([, name = '']) => name);

/** @param age As PostgreSQL reads an interval. */
async function aBackup(age: string): Promise<void> {
  await queryAsSuperuser(
    api.database,
    `insert into backups (id, state, trigger, bytes, started_at, finished_at, verified_at, verification)
     values (gen_random_uuid(), 'completed', 'schedule', 4711, now() - interval '${age}', now() - interval '${age}', now(), 'good')`,
  );
}

describe('the metrics', () => {
  it('are told for the token alone, at one address', async () => {
    expect((await fetchMetrics('wrong')).status).toBe(401);
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    expect((await fetchMetrics(TOKEN.reveal(), '/')).status).toBe(404);
    expect((await fetchMetrics()).headers.get('content-type')).toContain('text/plain');
  });

  it('name routes by their template, and no member, address or id', async () => {
    const id = '5c3f5a4e-3f0c-4a55-9a3c-1a1b1c1d1e1f';
    await owner.asks(`/api/v1/documents/${id}`);
    const payload = { email: ada.email, passphrase: 'not the right one at all' };
    await api.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload });
    const text = await read();
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/documents\/:id",status="404"/,
    );
    expect(text).toContain('hearthlore_auth_failures_total{reason="credentials"} 1');
    expect(text).toContain('hearthlore_process_resident_memory_bytes');
    for (const secret of [id, owner.userId, ada.email, TOKEN.reveal()]) expect(text).not.toContain(secret);
  });

  it('tell how queues, backups, drills and the log stand', async () => {
    const before = await read();
    expect(before).toContain('hearthlore_queue_jobs{queue="backup",state="failed"} 0');
    expect(before).toContain('hearthlore_queue_oldest_waiting_seconds{queue="notify"}');
    expect(before).toContain('hearthlore_audit_intact 1');
    expect(before).toContain('hearthlore_vector_store_up{kind="sealed"} 1');
    expect(before).toContain('hearthlore_vector_store_waiting_documents 0');
    expect(before).not.toMatch(/^hearthlore_backup_age_seconds \d/m);
    await aBackup('1 hour');
    const after = await read();
    expect(after).toMatch(/^hearthlore_backup_age_seconds 36\d\d/m);
    expect(after).toContain('hearthlore_backup_size_bytes 4711');
  });

  it('raise an alert when a backup or a drill is overdue, and open an incident for each', async () => {
    expect(alertsOf(await read())).not.toEqual(expect.arrayContaining(['backup-overdue', 'drill-overdue']));
    await queryAsSuperuser(api.database, 'delete from backups');
    await aBackup('27 hours');
    await queryAsSuperuser(api.database, `update installation set set_up_at = now() - interval '36 days'`);
    expect(alertsOf(await read())).toEqual(expect.arrayContaining(['backup-overdue', 'drill-overdue']));
    await api.platform.operations.watch.look();
    await api.platform.operations.watch.look();
    const incidents = (await owner.asks('/api/v1/admin/incidents')).json<{ data: { kind: string }[] }>().data;
    expect(incidents.map(({ kind }) => kind).toSorted()).toEqual(['backup-overdue', 'drill-overdue']);
  });
});
