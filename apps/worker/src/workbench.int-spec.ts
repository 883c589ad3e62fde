import { randomBytes } from 'node:crypto';
import { Secret } from '@hearthlore/config';
import { OverprivilegedRoleError } from '@hearthlore/database';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/harness/postgres.js';
import { openWorkbench } from './workbench.js';

it.each(['superuser', 'owner'] as const)('the worker refuses to work as %s of the database', async (role) => {
  const database = await createTestDatabase();
  const { urls, superuserUrl } = database;
  const jobs = new Secret(role === 'owner' ? urls.owner : superuserUrl);
  const secrets = {
    workerKey: new Secret(new Uint8Array(randomBytes(32))),
    databaseUrls: { jobs, backup: new Secret(urls.backup), queue: new Secret(urls.queue) },
  };
  await expect(openWorkbench(secrets)).rejects.toThrow(OverprivilegedRoleError);
  await database.drop();
});
