import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnv, Secret } from '@hearthlore/config';
import { migrate } from '@hearthlore/database';
import { startBundledPostgres, withClient } from '@hearthlore/machine';
import { openPlatform } from '../../../apps/api/src/platform/platform.js';
import { createServer } from '../../../apps/api/src/server.js';
import { ProductClient } from '../../harness/product-client.js';
import { OWNER } from './owner.js';

const MIGRATIONS = join(import.meta.dirname, '../../../libs/database/migrations');
const DATABASE = 'hearthlore';
const SETUP_CODE = 'TEST-CODE-2345';

export interface InProcessApi {
  readonly url: string;
  /** Of its database: a superuser's, and the worker's. */
  readonly database: { readonly superuserUrl: string; readonly jobsUrl: string };
  /** Signed in. */
  readonly owner: ProductClient;
  /** Lets guessing begin anew, so that what is measured is the work and not its refusal. */
  forgetTries(): Promise<void>;
  close(): Promise<void>;
}

/** The api of this very process over a PostgreSQL that writes to disk, for what has to be measured from inside. */
export async function startInProcessApi(): Promise<InProcessApi> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-bench-'));
  const postgres = await startBundledPostgres({ dataDir, database: DATABASE });
  const asSuperuser = new URL(`/${DATABASE}`, postgres.superuserUrl).href;
  await migrate(postgres.urls.owner, MIGRATIONS);
  const env = loadEnv({
    HEARTHLORE_DATA_DIR: dataDir,
    HEARTHLORE_SETUP_CODE: SETUP_CODE,
    HEARTHLORE_LOG_LEVEL: 'error',
    HEARTHLORE_MODELS_DIR: join(dataDir, 'no-models'),
    HEARTHLORE_MODELS_PULL: 'off',
    HEARTHLORE_LIMITS_SCALE: '1000',
  });
  const platform = await openPlatform(env, {
    masterKey: new Secret(new Uint8Array(randomBytes(32))),
    databaseUrls: { app: new Secret(postgres.urls.app), queue: new Secret(postgres.urls.queue) },
  });
  const app = await createServer(platform);
  await platform.setup.prepare();
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${portOf(app.getHttpServer().address())}`;
  const owner = await new ProductClient(url).setsUp(SETUP_CODE, OWNER);
  return {
    url,
    database: { superuserUrl: asSuperuser, jobsUrl: postgres.urls.jobs },
    owner,
    forgetTries: () => withClient(asSuperuser, async (client) => void (await client.query('TRUNCATE throttles'))),
    close: async () => {
      await app.close();
      await platform.close();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}
