import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnv, Secret } from '@hearthlore/config';
import type { DatabaseUrls } from '@hearthlore/machine';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openPlatform, type Platform } from '../../apps/api/src/platform/platform.js';
import { createServer } from '../../apps/api/src/server.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

/** The api in this process, over a database of its own; not listening: use `app.inject`. */
export interface ApiUnderTest {
  readonly app: NestFastifyApplication;
  readonly platform: Platform;
  readonly setupCode: string;
  readonly database: TestDatabase;
  readonly dataDir: string;
  /** The api wipes its own copy at the start. */
  readonly masterKey: Uint8Array;
  close(): Promise<void>;
}

/**
 * @param settings Environment variables besides the data folder.
 * @param prepare What the database needs before the api opens it.
 */
export async function startApi(
  settings: Readonly<Record<string, string>> = {},
  prepare: (database: TestDatabase) => Promise<unknown> = () => Promise.resolve(),
): Promise<ApiUnderTest> {
  const database = await createTestDatabase();
  await prepare(database);
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-api-'));
  const setupCode = 'TEST-CODE-2345';
  const env = loadEnv({
    HEARTHLORE_DATA_DIR: dataDir,
    HEARTHLORE_SETUP_CODE: setupCode,
    HEARTHLORE_LOG_LEVEL: 'error',
    HEARTHLORE_MODELS_DIR: join(dataDir, 'no-models'),
    HEARTHLORE_MODELS_PULL: 'off',
    // Specs ask more often than any family; those about limits set their own.
    HEARTHLORE_LIMITS_SCALE: '100',
    ...settings,
  });
  const masterKey = new Uint8Array(randomBytes(32));
  const platform = await openPlatform(env, {
    masterKey: new Secret(new Uint8Array(masterKey)),
    databaseUrls: { app: new Secret(database.urls.app), queue: new Secret(database.urls.queue) },
  });
  const app = await createServer(platform);
  await platform.setup.prepare();
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const close = async (): Promise<void> => {
    await app.close();
    await platform.close();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { app, platform, setupCode, database, dataDir, masterKey, close };
}

/** The api in this process over a database that is there already, as after a restore. */
export async function startApiOver(
  dataDir: string,
  urls: Pick<DatabaseUrls, 'app' | 'queue'>,
  masterKey: Uint8Array,
): Promise<Pick<ApiUnderTest, 'app' | 'platform' | 'close'>> {
  const env = loadEnv({
    HEARTHLORE_DATA_DIR: dataDir,
    HEARTHLORE_LOG_LEVEL: 'error',
    HEARTHLORE_MODELS_DIR: join(dataDir, 'no-models'),
    HEARTHLORE_MODELS_PULL: 'off',
    HEARTHLORE_LIMITS_SCALE: '100',
  });
  const platform = await openPlatform(env, {
    masterKey: new Secret(new Uint8Array(masterKey)),
    databaseUrls: { app: new Secret(urls.app), queue: new Secret(urls.queue) },
  });
  const app = await createServer(platform);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const close = async (): Promise<void> => {
    await app.close();
    await platform.close();
  };
  return { app, platform, close };
}
