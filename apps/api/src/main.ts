import 'reflect-metadata';
import { apiSecretsSchema, loadEnv, receiveSecrets } from '@hearthlore/config';
import { JsonLogger, logCrashes } from '@hearthlore/observability';
import { VectorStoreSettingsError, VectorStoreVersionError } from '@hearthlore/qdrant';
import { VectorStoreNotAgreedError } from '@hearthlore/retrieval';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openPlatform, type Platform } from './platform/platform.js';
import { createServer } from './server.js';

/** A setting is wrong, and starting again changes nothing (sysexits.h: EX_CONFIG). */
const MISCONFIGURED = 78;

const env = loadEnv();
const logger = new JsonLogger(env.HEARTHLORE_LOG_LEVEL);
let platform: Platform | undefined;
let app: NestFastifyApplication | undefined;
let isStopping = false;

async function stop(exitCode: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  try {
    await app?.close();
    await platform?.close();
  } catch (error) {
    logger.error('stopping failed', error);
  }
  process.exit(exitCode);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0));
logCrashes(process, logger, () => process.exit(1));
// Without its supervisor this process would be an orphan with the master key.
const onSupervisorGone = (): void => void stop(0);

try {
  platform = await openPlatform(env, await receiveSecrets(apiSecretsSchema, onSupervisorGone));
  app = await createServer(platform);
  await platform.setup.prepare();
  await app.listen(env.HEARTHLORE_PORT, env.HEARTHLORE_HOST);
  logger.log('api is up', { milliseconds: Math.round(performance.now()) });
} catch (error) {
  logger.error('the api could not start', error);
  await stop(isMisconfigured(error) ? MISCONFIGURED : 1);
}

function isMisconfigured(error: unknown): boolean {
  return (
    error instanceof VectorStoreNotAgreedError ||
    error instanceof VectorStoreSettingsError ||
    error instanceof VectorStoreVersionError
  );
}
