import { newId } from '@hearthlore/kernel';
import { aPdf } from '@hearthlore/ingestion/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newDataDir, type Product, removeDataDir, startProduct } from '../../harness/product.js';
import type { ProductClient, ProductDocument } from '../../harness/product-client.js';
import { asDatabaseWriter } from '../../harness/security/running-database.js';

const ada = { name: 'Ada', email: 'ada@home.example', passphrase: 'amber walrus pocket tundra vine' };
const DAY = 86_400_000;

const dataDir = newDataDir();
let product: Product;
let owner: ProductClient;
let policy: ProductDocument;

beforeAll(async () => {
  product = await startProduct({ dataDir });
  owner = await product.client().setsUp(product.setupCode, ada);
});

afterAll(async () => {
  await product.stop();
  removeDataDir(dataDir);
});

const POLICY = {
  pages: [
    ['# Household insurance', 'This policy covers the house in Mill Lane against fire and storm.'],
    ['# Excess', 'For water damage the excess is 250 pounds per claim. Report a claim within fourteen days.'],
    ['# Bicycles', 'Bicycles are covered up to 900 pounds when they are locked.'],
  ],
};

const citationSchema = z.looseObject({
  documentId: z.string(),
  title: z.string(),
  page: z.number().nullable(),
  quote: z.string(),
});

describe('a member’s documents', () => {
  it('are read, whatever format they have', async () => {
    policy = await owner.uploads('policy.pdf', await aPdf(POLICY));
    const others = [
      await owner.uploads(
        'bread.md',
        '# Bread\n\nMix 500 g of flour with 320 g of water.\n\n## Oven\n\nBake at 230 degrees for forty minutes.\n',
      ),
      await owner.uploads(
        'page.html',
        '<html><body><h1>School</h1><p>The school trip to the lighthouse is on Friday.</p></body></html>',
      ),
      await owner.uploads('note.txt', 'The spare key of the boat hangs in the boathouse behind the oars.\n'),
    ];
    expect([policy, ...others].map(({ state }) => state)).toEqual(['ready', 'ready', 'ready', 'ready']);
    expect(policy).toMatchObject({ title: 'policy', fileName: 'policy.pdf', mediaType: 'application/pdf', pages: 3 });
    expect(others.map(({ mediaType }) => mediaType)).toEqual(['text/markdown', 'text/html', 'text/plain']);
    expect((await owner.lists()).map(({ title }) => title).sort()).toEqual(['bread', 'note', 'page', 'policy']);
  });

  it('are found by their words, with title, page and heading', async () => {
    const { data } = await owner.searches('excess for water damage');
    expect(data[0]).toMatchObject({ documentId: policy.id, title: 'policy', page: 2 });
    expect((await owner.searches('oven temperature', { limit: 1 })).data[0]).toMatchObject({
      title: 'bread',
      heading: 'Bread › Oven',
      page: null,
    });
  });

  it('show their passages, and those of one page', async () => {
    const passages = await owner.get(`/api/v1/documents/${policy.id}/passages`);
    expect(JSON.stringify(passages.body)).toContain('Mill Lane');
    const page = JSON.stringify((await owner.get(`/api/v1/documents/${policy.id}/pages/3`)).body);
    expect(page).toContain('Bicycles');
    expect(page).not.toContain('Mill Lane');
  });

  it('answer a question with a quotation and its page, without any language model', async () => {
    const answer = await owner.asks('How high is the excess for water damage?');
    expect(answer.text).toContain('250 pounds');
    const [citation] = z.array(citationSchema).parse(answer.citations);
    expect(citation).toMatchObject({ documentId: policy.id, title: 'policy', page: 2 });
    expect(answer.text).toContain(citation?.quote);
    const types = answer.parts.map(({ type }) => type);
    expect(types[0]).toBe('start');
    expect(types.at(-1)).toBe('finish');
    expect(types.indexOf('data-citation')).toBeLessThan(types.lastIndexOf('text-delta'));
  });

  it('answer the next question in the same conversation, which is kept', async () => {
    const { chatId } = await owner.asks('How high is the excess for water damage?');
    const followUp = await owner.asks('And where does the spare key of the boat hang?', chatId);
    expect(followUp.text).toContain('boathouse');
    const messages = z
      .object({ data: z.array(z.looseObject({ role: z.string(), text: z.string() })) })
      .parse((await owner.get(`/api/v1/chats/${chatId}/messages`)).body);
    expect(messages.data.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(messages.data[3]?.text).toBe(followUp.text);
    expect(JSON.stringify((await owner.get('/api/v1/chats')).body)).toContain(chatId);
  });

  it('are recognised when they come again', async () => {
    const again = await owner.sends('renamed.pdf', await aPdfAgain());
    expect(again.status).toBe(202);
    const bytes = 'One and the same text about the cellar.\n';
    const first = await owner.uploads('first.txt', bytes);
    const second = await owner.sends('second.txt', bytes);
    expect(second).toMatchObject({ status: 409, body: { code: 'document.duplicate' } });
    expect(JSON.stringify(second.body)).toContain(first.id);
    const body = new FormData();
    body.set('file', new Blob([bytes]), 'third.txt');
    const wanted = await owner.send('/api/v1/documents?allowDuplicate=true', { method: 'POST', body });
    expect(wanted.status).toBe(202);
  });

  it('can be renamed', async () => {
    const document = await owner.uploads('draft.txt', 'A draft about the orchard and its pears.');
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ title: 'Orchard' });
    await owner.send(`/api/v1/documents/${document.id}`, { method: 'PATCH', headers, body });
    expect((await owner.searches('orchard pears')).data[0]).toMatchObject({ title: 'Orchard' });
  });

  it('are forgotten at once when they are deleted', async () => {
    const document = await owner.uploads('gone.txt', 'The wumpleberry grows behind the shed.');
    expect((await owner.searches('wumpleberry')).data[0]?.documentId).toBe(document.id);
    expect((await owner.delete(`/api/v1/documents/${document.id}`)).status).toBe(204);
    const { data } = await owner.searches('wumpleberry');
    expect(data.map(({ documentId }) => documentId)).not.toContain(document.id);
    expect((await owner.get(`/api/v1/documents/${document.id}`)).status).toBe(404);
    expect((await owner.delete(`/api/v1/documents/${document.id}`)).status).toBe(404);
    expect(await rowsOf(document.id)).toEqual([0, 0, 0]);
  });

  it('are purged when their day has come', async () => {
    const expiresAt = new Date(Date.now() + DAY).toISOString();
    const sent = await owner.sends('short.txt', 'This note is for today only.', { expiresAt });
    const { id } = z.object({ id: z.string() }).parse(sent.body);
    await owner.waitsFor(id);
    expect((await owner.get(`/api/v1/documents/${id}`)).body).toMatchObject({ expiresAt });
    await asDatabaseWriter(dataDir, (client) =>
      client.query(`update documents set expires_at = expires_at - interval '1 day' where id = $1`, [id]),
    );
    expect((await owner.get(`/api/v1/documents/${id}`)).status).toBe(404);
    expect((await owner.get('/api/v1/admin/retention/preview')).body).toMatchObject({ expiredDocuments: 1 });
    expect((await owner.post('/api/v1/admin/retention/runs', {})).body).toMatchObject({ expiredDocuments: 1 });
    expect(await rowsOf(id)).toEqual([0, 0, 0]);
    expect((await owner.post('/api/v1/admin/retention/runs', {})).body).toMatchObject({ expiredDocuments: 0 });
    expect((await owner.searches('note for today')).data.map(({ documentId }) => documentId)).not.toContain(id);
  });

  it('are all there after a restart', async () => {
    const before = await owner.lists();
    expect(await product.stop()).toBe(0);
    product = await startProduct({ dataDir });
    expect(product.setupCode).toBeUndefined();
    owner = await product.client().signsIn(ada);
    expect(await owner.lists()).toEqual(before);
    expect((await owner.asks('How high is the excess for water damage?')).text).toContain('250 pounds');
  });
});

describe('a conversation', () => {
  it('is deleted with everything said in it', async () => {
    const { chatId } = await owner.asks('When is the school trip?');
    expect((await owner.delete(`/api/v1/chats/${chatId}`)).status).toBe(204);
    expect((await owner.get(`/api/v1/chats/${chatId}/messages`)).status).toBe(404);
    expect(await rowsOf(chatId)).toEqual([0, 0, 0]);
  });

  it('says plainly when the documents hold nothing on a question', async () => {
    const { text, citations } = await owner.asks('Qui xyloph zzyzx brrpt?');
    expect(text).toBe('I did not find this in your documents.');
    expect(citations).toEqual([]);
  });

  it('is limited to the documents that are named', async () => {
    const chatId = await owner.startsChat();
    const sources: string[] = [];
    const question = { text: 'How high is the excess for water damage?', documentIds: [newId()] };
    for await (const part of owner.streams(chatId, question))
      if (part.type === 'source-document') sources.push(part.type);
    expect(sources).toEqual([]);
  });
});

/** Made a second time a PDF differs in its dates and id: it is another file, although it says the same. */
const aPdfAgain = (): Promise<Uint8Array> => aPdf({ pages: [...POLICY.pages, ['An appendix.']] });

/** Rows of a set in the tables that hold it. */
function rowsOf(id: string): Promise<number[]> {
  return asDatabaseWriter(dataDir, async (client) => {
    const counts: number[] = [];
    for (const [table, column] of [
      ['record_sets', 'id'],
      ['records', 'set_id'],
      ['documents', 'id'],
    ]) {
      const { rows } = await client.query(`SELECT count(*)::int AS count FROM ${table} WHERE ${column} = $1`, [id]);
      counts.push(rows[0].count);
    }
    return counts;
  });
}
