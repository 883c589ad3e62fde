import { startInProcessApi } from './in-process-api.js';
import { median, percentile } from './statistics.js';

const WARM_UP = 300;

/**
 * What token, session, limits and a row-level security transaction add to a request: a guarded route that reads one
 * row-level secured table against a public one of the same framework that reads nothing, in turns.
 *
 * @param rounds Of each route; 3000 otherwise.
 */
export async function main([rounds = '3000']: readonly string[] = []): Promise<void> {
  const api = await startInProcessApi();
  try {
    const headers = { authorization: `Bearer ${api.owner.accessToken}` };
    const guarded: number[] = [];
    const open: number[] = [];
    for (let round = -WARM_UP; round < Number(rounds); round += 1) {
      const [with_, without] = [
        await timed(`${api.url}/api/v1/chats`, { headers }),
        await timed(`${api.url}/health/live`, { headers }),
      ];
      if (round < 0) continue;
      guarded.push(with_);
      open.push(without);
    }
    const added = guarded.map((milliseconds, round) => milliseconds - (open[round] ?? Number.NaN));
    for (const share of [0.5, 0.95]) {
      const [all, bare, more] = [guarded, open, added].map((sample) => percentile(sample, share).toFixed(2));
      console.log(`p${share * 100}, ms: guarded ${all}, without guards ${bare}, difference of pairs ${more}`);
    }
    console.log(
      `guarded/without at p50: ${(median(guarded) / median(open)).toFixed(2)}   goal: at most 1.5 ms added at p50`,
    );
  } finally {
    await api.close();
  }
}

async function timed(url: string, init: RequestInit): Promise<number> {
  const started = performance.now();
  const response = await fetch(url, init);
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
  return performance.now() - started;
}
