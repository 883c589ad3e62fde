import { RecordType } from '@hearthlore/crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Product, startProduct } from '../harness/product.js';
import type { Answer, ProductClient, ProductDocument } from '../harness/product-client.js';
import { asDatabaseWriter } from '../harness/security/running-database.js';

const ada = { name: 'Ada', email: 'ada@writer.example', passphrase: 'velvet compass orchid tunnel moss' };
const ben = { name: 'Ben', email: 'ben@writer.example', passphrase: 'copper lantern willow bridge salt' };

let product: Product;
let owner: ProductClient;
let member: ProductClient;

beforeAll(async () => {
  product = await startProduct();
  owner = await product.client().setsUp(product.setupCode, ada);
  member = await owner.admits(product.client(), ben);
});

afterAll(() => product.dispose());

/** Long enough for several passages; each line begins with a word that no other document has. */
const story = (word: string): string =>
  Array.from(
    { length: 60 },
    (_, line) => `${word}${line} tells of the harbour in winter, and of the boats there.`,
  ).join('\n\n');

const sql = (statement: string, values: readonly unknown[]) =>
  asDatabaseWriter(product.dataDir, (client) => client.query(statement, [...values]));

const rowsOf = (document: ProductDocument, type: RecordType) =>
  sql('SELECT index, sealed FROM records WHERE set_id = $1 AND type = $2 ORDER BY index', [document.id, type]);

const codeSchema = z.object({ code: z.string() });
const hitsSchema = z.object({ data: z.array(z.unknown()) });

const codeOf = ({ status, body }: Answer): string => `${status} ${codeSchema.safeParse(body).data?.code}`;
const TAMPERED = '422 vault.tampered';

/** Either the search says plainly that something is wrong, or it leaves the document out: never its text as if whole. */
async function saysNothingOf(client: ProductClient, document: ProductDocument, query: string): Promise<boolean> {
  const answer = await client.post('/api/v1/search', { query, documentIds: [document.id] });
  return answer.status === 200 ? hitsSchema.parse(answer.body).data.length === 0 : codeOf(answer) === TAMPERED;
}

describe('somebody who writes to the database', () => {
  it('is noticed when an old revision is put back', async () => {
    const document = await owner.uploads('old.txt', story('revision'));
    const [old] = (await rowsOf(document, RecordType.meta)).rows;
    const changed = await owner.send(`/api/v1/documents/${document.id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'The new title' }),
    });
    expect(changed.status).toBe(200);
    const put = 'UPDATE records SET sealed = $1 WHERE set_id = $2 AND type = $3 AND index = 0';
    const [fresh] = (await rowsOf(document, RecordType.meta)).rows;
    await sql(put, [old.sealed, document.id, RecordType.meta]);
    expect(codeOf(await owner.get(`/api/v1/documents/${document.id}`))).toBe(TAMPERED);
    expect(await saysNothingOf(owner, document, 'revision7')).toBe(true);
    // Put right again, all is well again: it was this row and nothing else.
    await sql(put, [fresh.sealed, document.id, RecordType.meta]);
    expect((await owner.get(`/api/v1/documents/${document.id}`)).body).toMatchObject({ title: 'The new title' });
  });

  it('is noticed when the last passage is removed', async () => {
    const document = await owner.uploads('last.txt', story('removal'));
    const { rows } = await rowsOf(document, RecordType.text);
    expect(rows.length).toBeGreaterThan(1);
    await sql('DELETE FROM records WHERE set_id = $1 AND type = $2 AND index = $3', [
      document.id,
      RecordType.text,
      rows.length - 1,
    ]);
    expect(codeOf(await owner.get(`/api/v1/documents/${document.id}/passages`))).toBe(TAMPERED);
    expect(await saysNothingOf(owner, document, 'removal59')).toBe(true);
  });

  it('is noticed when two passages change places', async () => {
    const document = await owner.uploads('swap.txt', story('exchange'));
    const { rows } = await rowsOf(document, RecordType.text);
    const put = 'UPDATE records SET sealed = $1 WHERE set_id = $2 AND type = $3 AND index = $4';
    await sql(put, [rows[1].sealed, document.id, RecordType.text, 0]);
    await sql(put, [rows[0].sealed, document.id, RecordType.text, 1]);
    expect(codeOf(await owner.get(`/api/v1/documents/${document.id}/passages`))).toBe(TAMPERED);
    expect(await saysNothingOf(owner, document, 'exchange1')).toBe(true);
  });

  it('is noticed when one byte of a passage changes', async () => {
    const document = await owner.uploads('byte.txt', story('flipping'));
    const [row] = (await rowsOf(document, RecordType.text)).rows;
    row.sealed[row.sealed.length >> 1] ^= 1;
    await sql('UPDATE records SET sealed = $1 WHERE set_id = $2 AND type = $3 AND index = 0', [
      row.sealed,
      document.id,
      RecordType.text,
    ]);
    expect(codeOf(await owner.get(`/api/v1/documents/${document.id}/passages`))).toBe(TAMPERED);
    expect(await saysNothingOf(owner, document, 'flipping1')).toBe(true);
  });

  it.each([
    ['vectors', RecordType.vectorPack],
    ['word lists', RecordType.lexicalPack],
  ])('is noticed when %s are removed, once they are read again', async (_, type) => {
    const document = await owner.uploads(`${type}.txt`, story(`packs${type}x`));
    await sql('DELETE FROM records WHERE set_id = $1 AND type = $2', [document.id, type]);
    const again = await product.client().signsIn(ada);
    await owner.signsOut();
    owner = again;
    expect(codeOf(await owner.post('/api/v1/search', { query: `packs${type}x7` }))).toBe(TAMPERED);
    expect((await owner.delete(`/api/v1/documents/${document.id}`)).status).toBe(204);
  });

  it('cannot hand one member’s rows to another', async () => {
    const document = await owner.uploads('private.txt', story('handover'));
    await asDatabaseWriter(product.dataDir, async (client) => {
      const copy = async (table: string, set: string): Promise<void> => {
        const { rows } = await client.query(
          `SELECT string_agg(quote_ident(column_name), ', ') AS columns FROM information_schema.columns
           WHERE table_schema = 'public' AND table_name = $1 AND column_name <> 'owner_id'`,
          [table],
        );
        const columns: string = rows[0].columns;
        await client.query(
          `INSERT INTO ${table} (owner_id, ${columns}) SELECT $1, ${columns} FROM ${table} WHERE ${set} = $2`,
          [member.userId, document.id],
        );
      };
      await copy('record_sets', 'id');
      await copy('documents', 'id');
      await copy('records', 'set_id');
    });
    expect(codeOf(await member.get(`/api/v1/documents/${document.id}`))).toBe(TAMPERED);
    expect(codeOf(await member.get(`/api/v1/documents/${document.id}/passages`))).toBe(TAMPERED);
    expect(await saysNothingOf(member, document, 'handover7')).toBe(true);
    expect((await owner.get(`/api/v1/documents/${document.id}`)).status).toBe(200);
  });
});
