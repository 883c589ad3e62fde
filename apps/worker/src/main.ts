import 'reflect-metadata';
import { loadEnv, receiveSecrets, workerSecretsSchema } from '@hearthlore/config';
import { JsonLogger, logCrashes } from '@hearthlore/observability';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ownServiceSecrets } from './own-service.js';
import { openWorkbench, type Workbench } from './workbench.js';
import { WorkerModule } from './worker.module.js';

const env = loadEnv();
const logger = new JsonLogger(env.HEARTHLORE_LOG_LEVEL);
let workbench: Workbench | undefined;
let app: INestApplicationContext | undefined;
let isStopping = false;

async function stop(exitCode: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  try {
    await app?.close();
    await workbench?.close();
  } catch (error) {
    logger.error('stopping failed', error);
  }
  process.exit(exitCode);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0));
logCrashes(process, logger, () => process.exit(1));

try {
  const own = ownServiceSecrets(env);
  const secrets = own?.secrets ?? (await receiveSecrets(workerSecretsSchema, () => void stop(0)));
  workbench = await openWorkbench(env, secrets, own?.nextKey);
  app = await NestFactory.createApplicationContext(WorkerModule.of(workbench), { logger, abortOnError: false });
  logger.log('worker is up', { milliseconds: Math.round(performance.now()) });
} catch (error) {
  logger.error('the worker could not start', error);
  await stop(1);
}
