import { setTimeout as sleep } from 'node:timers/promises';
import type { Env } from '@hearthlore/config';
import { z } from 'zod';
import { askOwnServer } from '../processes/own-server.js';

const POLL_MS = 40;
/** A first start under load takes seconds; a minute and a half without an answer is a fault. */
const LIMIT_MS = 90_000;

/** @returns Whether the api answered that it serves, within the limit and before `signal` aborted. */
export async function waitUntilReady(env: Env, signal: AbortSignal): Promise<boolean> {
  const until = Date.now() + LIMIT_MS;
  while (Date.now() < until && !signal.aborted) {
    if (await answersOk(env, signal)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

async function answersOk(env: Env, signal: AbortSignal): Promise<boolean> {
  try {
    return (await askOwnServer(env, '/health/ready', signal)).status === 200;
  } catch {
    return false;
  }
}

const metaSchema = z.object({ setupRequired: z.boolean() });

/** Whether nobody owns this installation yet. */
export async function isSetupRequired(env: Env): Promise<boolean> {
  const answer = await askOwnServer(env, '/api/v1/meta', AbortSignal.timeout(LIMIT_MS));
  return metaSchema.parse(JSON.parse(answer.text)).setupRequired;
}
