import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const POLL_MS = 40;
/** A first start under load takes seconds; a minute and a half without an answer is a fault. */
const LIMIT_MS = 90_000;

/** @returns Whether the api answered that it serves, within the limit and before `signal` aborted. */
export async function waitUntilReady(url: string, signal: AbortSignal): Promise<boolean> {
  const until = Date.now() + LIMIT_MS;
  while (Date.now() < until && !signal.aborted) {
    if (await answersOk(`${url}/health/ready`, signal)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

async function answersOk(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

const metaSchema = z.object({ setupRequired: z.boolean() });

/** Whether nobody owns this installation yet. */
export async function isSetupRequired(url: string): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/meta`);
  return metaSchema.parse(await response.json()).setupRequired;
}
