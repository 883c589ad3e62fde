import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { startInProcessApi } from './in-process-api.js';
import { OWNER } from './owner.js';
import { describeSample } from './statistics.js';

const AT_ONCE = 4;
const MILLION = 1e6;

/**
 * Whether sign-ins at 128 MiB hold everybody else up: four at once, and meanwhile how late the event loop is.
 *
 * @param rounds Of four; 20 otherwise.
 */
export async function main([rounds = '20']: readonly string[] = []): Promise<void> {
  const api = await startInProcessApi();
  try {
    const signIn = async (): Promise<number> => {
      const started = performance.now();
      const answer = await api.owner.post('/api/v1/auth/login', OWNER_CREDENTIALS);
      if (answer.status !== 200) throw new Error(`sign-in: ${answer.status}`);
      return performance.now() - started;
    };
    await signIn();
    const took: number[] = [];
    const idle = await latest(() => sleep(2000));
    const busy: number[] = [];
    for (let round = 0; round < Number(rounds); round += 1)
      busy.push(
        await latest(async () => void took.push(...(await Promise.all(Array.from({ length: AT_ONCE }, signIn))))),
      );
    console.log(`sign-in, four at once, ms: ${describeSample(took, 0)}`);
    console.log(
      `event loop late by at most, ms: idle ${idle.toFixed(1)}, four sign-ins ${describeSample(busy)}   goal 50`,
    );
  } finally {
    await api.close();
  }
}

const OWNER_CREDENTIALS = { email: OWNER.email, passphrase: OWNER.passphrase };

/** @returns How late the event loop was at worst while `work` ran, in milliseconds. */
async function latest(work: () => Promise<void>): Promise<number> {
  const resolution = 5;
  const monitor = monitorEventLoopDelay({ resolution });
  monitor.enable();
  await work();
  monitor.disable();
  return monitor.max / MILLION - resolution;
}
