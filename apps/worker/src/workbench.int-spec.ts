import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnv, Secret } from '@hearthlore/config';
import { deriveWorkerKey, newKey } from '@hearthlore/crypto';
import { OverprivilegedRoleError } from '@hearthlore/database';
import { DrizzleInstallBundleStore, openAuthBundle, rotateMasterKey, WrongMasterKeyError } from '@hearthlore/vault';
import { describe, expect, it } from 'vitest';
import { openAsApi } from '../../../test/harness/members.js';
import { createTestDatabase } from '../../../test/harness/postgres.js';
import { ownServiceSecrets } from './own-service.js';
import { openWorkbench } from './workbench.js';

it.each(['superuser', 'owner'] as const)('the worker refuses to work as %s of the database', async (role) => {
  const database = await createTestDatabase();
  const { urls, superuserUrl } = database;
  const jobs = new Secret(role === 'owner' ? urls.owner : superuserUrl);
  const secrets = {
    workerKey: new Secret(new Uint8Array(randomBytes(32))),
    databaseUrls: { jobs, backup: new Secret(urls.backup), queue: new Secret(urls.queue) },
  };
  await expect(openWorkbench(loadEnv({}), secrets)).rejects.toThrow(OverprivilegedRoleError);
  await database.drop();
});

describe('a worker that runs as its own service', () => {
  it('opens with its key file, through a rotation, and with no other key', async () => {
    const opened = await openAsApi();
    const folder = mkdtempSync(join(tmpdir(), 'hearthlore-worker-'));
    const [file, store] = [join(folder, 'worker.key'), new DrizzleInstallBundleStore(opened.transactions)];
    const [first, second] = [newKey(), newKey()];
    const { jobs, backup, queue } = opened.database.urls;
    const env = loadEnv({
      WORKER_KEY_FILE: file,
      DATABASE_JOBS_URL: jobs,
      DATABASE_BACKUP_URL: backup,
      DATABASE_QUEUE_URL: queue,
    });
    const starts = async (): Promise<void> => {
      const own = ownServiceSecrets(env) ?? expect.unreachable();
      await (await openWorkbench(loadEnv({}), own.secrets, own.nextKey)).close();
    };
    try {
      await openAuthBundle(store, first);
      expect(() => ownServiceSecrets(env)).toThrow(/WORKER_KEY_FILE: .* is missing/);
      writeFileSync(file, deriveWorkerKey(first));
      await expect(starts()).resolves.toBeUndefined();
      writeFileSync(`${file}.next`, deriveWorkerKey(second));
      await expect(starts()).resolves.toBeUndefined();
      await rotateMasterKey(store, first, second);
      await expect(starts()).resolves.toBeUndefined();
      rmSync(`${file}.next`);
      await expect(starts()).rejects.toThrow(WrongMasterKeyError);
    } finally {
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is not one where a supervisor hands the key over, and needs connections of its own where it is', () => {
    expect(ownServiceSecrets(loadEnv({}))).toBeUndefined();
    expect(() => ownServiceSecrets(loadEnv({ WORKER_KEY_FILE: '/nowhere' }))).toThrow(/DATABASE_JOBS_URL/);
  });
});
