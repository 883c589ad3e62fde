import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { newDataDir, type Product, removeDataDir, startProduct } from '../harness/product.js';
import type { ProductClient, ProductDocument } from '../harness/product-client.js';
import { killTree } from '../harness/security/process-tree.js';

const ada = { name: 'Ada', email: 'ada@crash.example', passphrase: 'basalt ferry hazel drum linen' };
/**
 * Milliseconds, spread over receiving on the one hand, over reading, sealing and embedding on the other, and densest
 * where those follow each other. What comes after the acceptance is counted from there: receiving takes its own time on
 * every machine.
 */
const POINTS = [
  ...[0, 5, 15, 30, 45, 60, 90, 150].map((delay) => ({ delay, after: 'sending' })),
  ...[0, 10, 25, 50, 80, 120, 170, 240, 350, 500, 750, 1100].map((delay) => ({ delay, after: 'its acceptance' })),
];
/** Sections of the document that is interrupted: at this length embedding takes about as long as the last point. */
const SECTIONS = 120;

const dataDir = newDataDir();
let product: Product;
let owner: ProductClient;
/** Documents of which the server said that they are ready, with a word that only they have. */
const acknowledged = new Map<string, string>();

beforeAll(async () => {
  product = await startProduct({ dataDir });
  owner = await product.client().setsUp(product.setupCode, ada);
});

afterAll(async () => {
  await product.stop();
  removeDataDir(dataDir);
});

/** Each section begins with a word of its own, so that a half-visible document would show. */
const manuscript = (word: string): string =>
  Array.from(
    { length: SECTIONS },
    (_, at) => `## Part ${at}\n\n${word}${at}. ${`The lighthouse keeper of part ${at} writes in the log. `.repeat(12)}`,
  ).join('\n\n');

async function restart(): Promise<void> {
  product = await startProduct({ dataDir });
  owner = await product.client().signsIn(ada);
}

/** @returns What is wrong with the acknowledged documents: lost, changed in state, or not to be found. */
async function missingOnes(): Promise<string[]> {
  const states = new Map((await owner.lists()).map(({ id, state }) => [id, state]));
  const missing: string[] = [];
  for (const [id, word] of acknowledged) {
    if (states.get(id) !== 'ready') missing.push(`${word}: ${states.get(id)}`);
    const { data } = await owner.searches(word, { channels: ['lexical'], documentIds: [id] });
    if (!data.some(({ text }) => text.includes(word))) missing.push(`${word}: not found`);
  }
  return missing;
}

/** @returns What can be seen of documents that were not read to their end. */
async function halfVisible(documents: readonly ProductDocument[], word: string): Promise<string[]> {
  const unfinished = documents.filter(({ id }) => !acknowledged.has(id));
  const seen = unfinished.filter(({ state }) => state !== 'interrupted').map(({ state }) => `state ${state}`);
  for (const { id } of unfinished) {
    const passages = await owner.get(`/api/v1/documents/${id}/passages`);
    if (JSON.stringify(passages.body) !== '{"data":[]}') seen.push('passages');
  }
  for (const query of [`${word}0`, `${word}${SECTIONS >> 1}`, `${word}${SECTIONS - 1}`]) {
    const { data } = await owner.searches(query);
    if (data.some(({ text, documentId }) => text.includes(word) && !acknowledged.has(documentId))) seen.push(query);
  }
  return seen;
}

describe('kill -9 of every process during an upload', () => {
  it.each(POINTS.map((point, at) => ({ ...point, at })))('$delay ms after $after', async ({ delay, after, at }) => {
    const small = `anchorage${at}`;
    acknowledged.set((await owner.uploads(`${small}.txt`, `The ${small} lies in the east.`)).id, small);
    const word = `wreckage${at}x`;
    const sending = owner.sends(`${word}.md`, manuscript(word)).catch(() => undefined);
    if (after === 'its acceptance') await sending;
    await sleep(delay);
    await killTree(product.pid);
    await sending;
    await restart();
    const documents = await owner.lists();
    // It may have been quicker than the axe: then it is whole, like all that are acknowledged.
    for (const { id, state, title } of documents)
      if (title === word && state === 'ready') acknowledged.set(id, `${word}${SECTIONS - 1}`);
    expect(await missingOnes()).toEqual([]);
    expect(await halfVisible(documents, word)).toEqual([]);
    expect(product.output()).not.toMatch(/"level":(50|60|"error")/);
  });

  it('leaves room for the same files, which are read to their end now', async () => {
    const before = (await owner.lists()).filter(({ state }) => state === 'interrupted');
    expect(before.length).toBeGreaterThan(POINTS.length / 4);
    for (const { title } of before.slice(0, 2)) {
      const again = await owner.uploads(`${title}.md`, manuscript(title));
      expect(again.state).toBe('ready');
      const last = `${title}${SECTIONS - 1}`;
      const { data } = await owner.searches(last, { channels: ['lexical'] });
      expect(data[0]?.text).toContain(last);
    }
    expect(await missingOnes()).toEqual([]);
  });
});
