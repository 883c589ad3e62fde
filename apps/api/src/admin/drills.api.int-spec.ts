import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateIdentity } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember } from '../../../../test/harness/api-member.js';
import { storeBackup } from '../../../../test/harness/backup-archive.js';
import { ada, ben } from '../../../../test/harness/identity.js';

const drillSchema = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  error: z.string().nullable(),
  rows: z.number().nullable(),
  seconds: z.number().nullable(),
});
const listSchema = z.object({
  data: z.array(drillSchema),
  health: z.object({ backup: z.object({ state: z.string() }), drill: z.object({ state: z.string() }) }),
});

let api: ApiUnderTest;
let owner: ApiMember;
let member: ApiMember;
let target: string;

beforeAll(async () => {
  target = mkdtempSync(join(tmpdir(), 'hearthlore-target-'));
  api = await startApi({ HEARTHLORE_BACKUP_TARGET: pathToFileURL(target).href });
  owner = await new ApiMember(api, ada).setsUp();
  member = await owner.admits(ben);
});

afterAll(async () => {
  await api.close();
  rmSync(target, { recursive: true, force: true });
});

const start = (who: ApiMember, payload: object) => who.asks('/api/v1/admin/drills', { method: 'POST', payload });
const list = async () => listSchema.parse((await owner.asks('/api/v1/admin/drills')).json());

/** Drills take seconds: asked until it has ended, however long that is. */
async function ended(id: string): Promise<z.output<typeof drillSchema>> {
  for (;;) {
    const drill = (await list()).data.find((one) => one.id === id);
    if (drill !== undefined && drill.state !== 'active') return drill;
    await sleep(100);
  }
}

describe('drills', () => {
  it('are for managers alone', async () => {
    expect((await member.asks('/api/v1/admin/drills')).statusCode).toBe(403);
    expect((await start(member, { kind: 'automatic' })).statusCode).toBe(403);
  });

  it('say that there never was a good backup or drill', async () => {
    expect((await list()).health).toEqual({ backup: { state: 'never' }, drill: { state: 'never' } });
  });

  it('need an identity to be full, and something to try', async () => {
    expect((await start(owner, { kind: 'full' })).statusCode).toBe(400);
    expect((await start(owner, { kind: 'full', identity: 'age1recipient' })).statusCode).toBe(400);
    const answer = await start(owner, { kind: 'full', identity: await generateIdentity() });
    expect(answer.json()).toMatchObject({ status: 422, code: 'drill.no-backup' });
  });

  it('with the identity open the encrypted file and use what is in it', async () => {
    const { identity } = await storeBackup(api, target);
    const wrong = await start(owner, { kind: 'full', identity: await generateIdentity() });
    expect(wrong.json()).toMatchObject({ status: 422, code: 'backup.wrong-identity' });
    expect(wrong.body).not.toContain('AGE-SECRET-KEY');
    const started = await start(owner, { kind: 'full', identity });
    expect(started.statusCode).toBe(202);
    expect((await start(owner, { kind: 'full', identity })).json()).toMatchObject({ code: 'drill.under-way' });
    const drill = await ended(drillSchema.parse(started.json()).id);
    expect(drill).toMatchObject({ kind: 'full', state: 'completed', error: null });
    expect(drill.rows).toBeGreaterThan(5);
    expect((await list()).health.drill.state).toBe('good');
  });

  it('find a file that is not the one its manifest vouches for', async () => {
    const { identity, path } = await storeBackup(api, target, { at: new Date(Date.now() + 60_000), flip: true });
    const started = await start(owner, { kind: 'full', identity });
    const drill = await ended(drillSchema.parse(started.json()).id);
    expect(drill).toMatchObject({ state: 'failed', error: 'backup.manifest-swapped' });
    rmSync(path);
  });
});
