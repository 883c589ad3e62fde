import { type InProcessApi, startInProcessApi } from './in-process-api.js';
import { OWNER } from './owner.js';
import { median, percentile } from './statistics.js';

/** Tries between two resets of the throttle: it stops at six for one account. */
const TRIES_A_RESET = 5;
const TOKEN = 'A'.repeat(43);

interface Pair {
  readonly name: string;
  readonly path: string;
  readonly known: object;
  readonly unknown: object;
}

/**
 * Whether time tells who is a member: known and unknown in turns, medians compared.
 *
 * @param tries Of each; 1000 otherwise.
 */
export async function main([tries = '1000']: readonly string[] = []): Promise<void> {
  const api = await startInProcessApi();
  try {
    for (const pair of await pairsOf(api)) {
      const known: number[] = [];
      const unknown: number[] = [];
      for (let round = 0; round < Number(tries); round += 1) {
        if (round % TRIES_A_RESET === 0) await api.forgetTries();
        // Whoever is first in a turn may find a warmer cache.
        const turn = [
          async () => known.push(await timed(api, pair.path, pair.known)),
          async () => unknown.push(await timed(api, pair.path, pair.unknown)),
        ];
        for (const one of round % 2 === 0 ? turn : turn.reverse()) await one();
      }
      const difference = median(known) - median(unknown);
      const [k, u] = [known, unknown].map(
        (sample) => `${median(sample).toFixed(2)} (p95 ${percentile(sample, 0.95).toFixed(1)})`,
      );
      console.log(
        `${pair.name}, ${tries} tries each, ms: known ${k}, unknown ${u}, difference ${difference.toFixed(2)}   goal 5`,
      );
    }
  } finally {
    await api.close();
  }
}

async function pairsOf(api: InProcessApi): Promise<Pair[]> {
  const passphrase = 'not the passphrase of anybody';
  const person = { name: 'Nobody', email: 'nobody@example.org', passphrase: 'obsessive unwound diminish carrot lapel' };
  const bound = await api.owner.post('/api/v1/invites', { role: 'member', email: 'somebody@example.org' });
  const invited =
    typeof bound.body === 'object' && bound.body !== null && 'token' in bound.body ? bound.body.token : '';
  return [
    {
      name: 'sign-in',
      path: '/api/v1/auth/login',
      known: { email: OWNER.email, passphrase },
      unknown: { email: 'nobody@example.org', passphrase },
    },
    {
      name: 'accepting an invitation, of another address or none',
      path: '/api/v1/invites/accept',
      known: { ...person, token: invited },
      unknown: { ...person, token: TOKEN },
    },
  ];
}

async function timed(api: InProcessApi, path: string, body: object): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  if (response.status !== 401 && response.status !== 404) throw new Error(`${path}: ${response.status}`);
  return performance.now() - started;
}
