import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  playExchanges,
  RECORDED_EXCHANGES,
  recordedExchanges,
  toLines,
} from '../../../test/harness/qdrant/exchange-player.js';
import { realQdrant } from '../../../test/harness/qdrant/qdrant-servers.js';
import { sharedExchanges } from '../../../test/harness/qdrant/shared-exchanges.js';
import { StandInQdrant } from '../../../test/harness/qdrant/stand-in-qdrant.js';

const apiKey = randomBytes(24).toString('hex');
const real = realQdrant();
const shared = sharedExchanges();
/** Numbers of operations are not compared: what is left out of the shared exchanges would have had some. */
const withoutOperations = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'operation_id' ? 0 : value)));

describe('the answers of Qdrant', () => {
  it.runIf(real)('are those that were recorded', async () => {
    const qdrant = await real?.start({ apiKey, usesTokens: true });
    if (qdrant === undefined) return;
    try {
      const played = await playExchanges(qdrant.url, apiKey);
      await expect(toLines(played)).toMatchFileSnapshot(RECORDED_EXCHANGES);
    } finally {
      await qdrant.close();
    }
  });

  it('are given by the stand-in', async () => {
    const standIn = await StandInQdrant.start({ apiKey, usesTokens: true });
    try {
      const played = await playExchanges(standIn.url, apiKey);
      expect(played).toEqual(recordedExchanges());
    } finally {
      await standIn.stop();
    }
  });

  it.skipIf(shared === undefined)('that somebody else recorded are given by the stand-in too', async () => {
    const standIn = await StandInQdrant.start({ apiKey, usesTokens: true });
    try {
      const played = await playExchanges(
        standIn.url,
        apiKey,
        (shared ?? []).map(({ request }) => request),
      );
      expect(played.length).toBeGreaterThan(30);
      for (const [index, { answer }] of (shared ?? []).entries())
        if (answer !== undefined) expect(withoutOperations(played[index])).toEqual(withoutOperations(answer));
    } finally {
      await standIn.stop();
    }
  });
});
