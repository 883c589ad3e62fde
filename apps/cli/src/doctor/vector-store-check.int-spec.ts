import { loadEnv } from '@hearthlore/config';
import type { VectorStoreKind } from '@hearthlore/retrieval';
import { afterEach, describe, expect, it } from 'vitest';
import { StandInQdrant, type StandInOptions } from '../../../../test/harness/qdrant/stand-in-qdrant.js';
import { checkVectorStore } from './vector-store-check.js';

const KEY = 'key-of-this-spec-0123456789abcdef';

const running: StandInQdrant[] = [];
afterEach(async () => {
  for (const qdrant of running.splice(0)) await qdrant.stop();
});

async function aQdrant(options: StandInOptions = { apiKey: KEY, usesTokens: true }): Promise<StandInQdrant> {
  const qdrant = await StandInQdrant.start(options);
  running.push(qdrant);
  return qdrant;
}

const check = (settings: NodeJS.ProcessEnv, agreed?: VectorStoreKind) =>
  checkVectorStore(loadEnv(settings), () => Promise.resolve(agreed));
const used = (url: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  HEARTHLORE_VECTOR_STORE: 'qdrant',
  QDRANT_URL: url,
  QDRANT_API_KEY: KEY,
  ...more,
});
const unused = (url: string): NodeJS.ProcessEnv => used(url, { HEARTHLORE_VECTOR_STORE: 'sealed' });

describe('doctor, of the vector store', () => {
  it('is content with the sealed one, and with a Qdrant that is set up well', async () => {
    await expect(check({})).resolves.toMatchObject({ state: 'ok' });
    const { url } = await aQdrant();
    await expect(check(used(url), 'qdrant')).resolves.toMatchObject({
      state: 'ok',
      message: expect.stringContaining('telemetry_disabled'),
    });
  });

  it('says what to do where nobody agreed, nobody answers, or the key is another one', async () => {
    const qdrant = await aQdrant();
    await expect(check(used(qdrant.url), 'sealed')).resolves.toMatchObject({
      state: 'fail',
      message: expect.stringContaining('hearthlore vectors use qdrant'),
    });
    await expect(check(used(qdrant.url, { QDRANT_API_KEY: 'another' }))).resolves.toMatchObject({
      state: 'fail',
      message: expect.stringContaining('QDRANT_API_KEY'),
    });
    await qdrant.stop();
    await expect(check(used(qdrant.url))).resolves.toMatchObject({
      state: 'fail',
      message: expect.stringContaining('does not answer'),
    });
  });

  it('warns of a Qdrant that asks for no key, and of one without tokens', async () => {
    await expect(check(used((await aQdrant({})).url))).resolves.toMatchObject({
      state: 'warn',
      message: expect.stringContaining('service.api_key'),
    });
    await expect(check(used((await aQdrant({ apiKey: KEY })).url))).resolves.toMatchObject({
      state: 'warn',
      message: expect.stringContaining('jwt_rbac'),
    });
  });

  it('warns of collections that are left', async () => {
    const qdrant = await aQdrant();
    await expect(check(unused(qdrant.url))).resolves.toMatchObject({ state: 'ok' });
    await fetch(`${qdrant.url}/collections/t_left_over`, {
      method: 'PUT',
      headers: { 'api-key': KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ vectors: { size: 4, distance: 'Cosine' } }),
    });
    const left = { state: 'warn', message: expect.stringContaining('hearthlore vectors use sealed') };
    await expect(check(unused(qdrant.url))).resolves.toMatchObject(left);
    await expect(check({}, 'qdrant')).resolves.toMatchObject(left);
  });
});
