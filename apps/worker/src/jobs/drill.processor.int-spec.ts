import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DrizzleDrillStore, DrillProbe } from '@hearthlore/backup';
import { loadEnv, Secret } from '@hearthlore/config';
import { deriveWorkerKey } from '@hearthlore/crypto';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import type { JobRun } from '@hearthlore/jobs';
import { type DrillId, newId } from '@hearthlore/kernel';
import { DrizzleInstallBundleStore, openOpsBundle } from '@hearthlore/vault';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember } from '../../../../test/harness/api-member.js';
import { ada } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { drillProcessor } from './drill.processor.js';

let api: ApiUnderTest;
let dataDir: string;
let target: string;
let transactions: MaintenanceTransactions;
let store: DrizzleDrillStore;
let close: () => Promise<void>;

beforeAll(async () => {
  api = await startApi();
  await new ApiMember(api, ada).setsUp();
  dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-worker-'));
  target = mkdtempSync(join(tmpdir(), 'hearthlore-target-'));
  const pool = createPool(new Secret(api.database.urls.jobs), { max: 2, name: 'int-spec' });
  close = () => pool.end();
  transactions = new MaintenanceTransactions(openDatabase(pool));
  store = new DrizzleDrillStore(transactions);
});

afterAll(async () => {
  await close();
  await api.close();
  for (const folder of [dataDir, target]) rmSync(folder, { recursive: true, force: true });
});

async function bench(settings: Readonly<Record<string, string>> = {}): Promise<Parameters<typeof drillProcessor>[0]> {
  const bundles = new DrizzleInstallBundleStore({ runWithoutOwner: (work) => transactions.run(work) });
  const { jobs, backup, queue } = api.database.urls;
  const workerKey = deriveWorkerKey(api.masterKey);
  return {
    env: loadEnv({ HEARTHLORE_DATA_DIR: dataDir, ...settings }),
    transactions,
    ops: await openOpsBundle(bundles, workerKey),
    secrets: {
      workerKey: new Secret(new Uint8Array(workerKey)),
      databaseUrls: { jobs: new Secret(jobs), backup: new Secret(backup), queue: new Secret(queue) },
    },
  };
}

const aRun = (signal = new AbortController().signal): JobRun => ({
  signal,
  attempt: 1,
  progress: () => Promise.resolve(),
});

const withTarget = async () => ({
  HEARTHLORE_BACKUP_TARGET: pathToFileURL(target).href,
  HEARTHLORE_BACKUP_RECIPIENTS: await identityToRecipient(await generateIdentity()),
});

describe('an automatic drill', () => {
  it('goes without a target, and leaves nothing but its row', async () => {
    const drillId = newId<DrillId>();
    const outcome = await drillProcessor(await bench()).run({ drillId }, aRun());
    expect(outcome).toMatchObject({ state: 'completed' });
    expect(await store.find(drillId)).toMatchObject({ state: 'completed', progress: 100, error: undefined });
    expect(readdirSync(dataDir).filter((name) => name.startsWith('drill-'))).toEqual([]);
  });

  it('makes a backup where there is one, and names it', async () => {
    const drillId = newId<DrillId>();
    await drillProcessor(await bench(await withTarget())).run({ drillId }, aRun());
    const made = await queryAsSuperuser<{ id: string }>(
      api.database,
      `select id from backups where state = 'completed'`,
    );
    expect(made).toHaveLength(1);
    expect(await store.find(drillId)).toMatchObject({ state: 'completed', backupId: made[0]?.id });
    expect(readdirSync(target).filter((name) => name.endsWith('.age'))).toHaveLength(1);
    expect((await store.lastGood()).backupAt).toBeInstanceOf(Date);
  });

  it('that fails says why, and is not tried again', async () => {
    class Broken extends DrillProbe {
      override use(): Promise<never> {
        return Promise.reject(new Error('nothing works'));
      }
    }
    const drillId = newId<DrillId>();
    const processor = drillProcessor(await bench(), undefined, () => Promise.resolve(new Broken()));
    expect(await processor.run({ drillId }, aRun())).toEqual({ state: 'failed' });
    expect(await store.find(drillId)).toMatchObject({ state: 'failed', error: 'internal' });
    expect(await processor.run({ drillId }, aRun())).toEqual({ state: 'over' });
    expect(readdirSync(dataDir).filter((name) => name.startsWith('drill-'))).toEqual([]);
  });

  it('that its process leaves is begun anew by the next one', async () => {
    const drillId = newId<DrillId>();
    const ending = new AbortController();
    class Cut extends DrillProbe {
      override use(): Promise<never> {
        ending.abort();
        return Promise.reject(new Error('the process ends'));
      }
    }
    const cut = drillProcessor(await bench(), undefined, () => Promise.resolve(new Cut()));
    await expect(cut.run({ drillId }, aRun(ending.signal))).rejects.toThrow('the process ends');
    expect(await store.find(drillId)).toMatchObject({ state: 'active' });
    // By the schedule as well: nothing stays half-way.
    await drillProcessor(await bench())['run-scheduled']({}, aRun());
    expect(await store.find(drillId)).toMatchObject({ state: 'completed' });
    expect((await store.list()).filter(({ state }) => state === 'active')).toEqual([]);
  });
});
