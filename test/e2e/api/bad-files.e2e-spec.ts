import { randomBytes } from 'node:crypto';
import { aPdf, aPdfBomb } from '@hearthlore/ingestion/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Product, startProduct } from '../../harness/product.js';
import type { Answer, ProductClient } from '../../harness/product-client.js';
import { asDatabaseWriter } from '../../harness/security/running-database.js';

const ada = { name: 'Ada', email: 'ada@files.example', passphrase: 'cactus ribbon meteor shovel dawn' };
const MEGABYTE = 1024 * 1024;

let product: Product;
let owner: ProductClient;

beforeAll(async () => {
  product = await startProduct();
  owner = await product.client().setsUp(product.setupCode, ada);
});

afterAll(() => product.dispose());

const answerSchema = z.looseObject({ id: z.string().optional(), code: z.string().optional() });

/** What shows within two seconds is in the answer; what shows later is the state of the document. */
async function verdict({ status, body }: Answer): Promise<string> {
  const { id, code } = answerSchema.parse(body);
  if (status !== 202 || id === undefined) return `${status} ${code}`;
  const { state, error } = await owner.waitsFor(id);
  expect((await owner.get(`/api/v1/documents/${id}/passages`)).body).toEqual({ data: [] });
  await owner.delete(`/api/v1/documents/${id}`);
  return `${state} ${JSON.stringify(error)}`;
}

const stored = (): Promise<unknown> =>
  asDatabaseWriter(product.dataDir, async (client) => {
    const count = (table: string) => `(SELECT count(*) FROM ${table})`;
    const { rows } = await client.query(
      `SELECT ${count('record_sets')} AS sets, ${count('records')} AS records, ${count('documents')} AS documents`,
    );
    return rows[0];
  });

const BAD: readonly (readonly [string, string, () => Promise<Uint8Array> | Uint8Array, RegExp])[] = [
  ['is encrypted', 'a.pdf', () => aPdf({ pages: [['Secret']], password: 'sesame' }), /422 document\.encrypted/],
  ['is damaged', 'b.pdf', () => Buffer.from('%PDF-1.7\nnothing of this is a PDF'), /422 document\.damaged/],
  ['is cut off', 'c.pdf', async () => (await aPdf({ pages: [['Whole']] })).subarray(0, 300), /422 document\.damaged/],
  ['is empty', 'd.txt', () => new Uint8Array(), /422 document\.empty/],
  ['has no text', 'e.pdf', () => aPdf({ pages: [[], []] }), /422 document\.no-text/],
  ['is blank', 'f.txt', () => Buffer.from(' \n\t\n '), /422 document\.(no-text|empty)/],
  ['is too large', 'g.txt', () => Buffer.alloc(50 * MEGABYTE + 1, 'word '), /413 document\.too-large/],
  ['is a picture', 'h.png', () => PNG, /415 document\.unsupported/],
  ['is a program that calls itself a text', 'i.txt', () => ELF, /415 document\.unsupported/],
  ['is a bomb', 'j.pdf', () => aPdfBomb(200), /422 document\.unsafe|failed .*document\.(unsafe|timeout)/],
];

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), randomBytes(500)]);
const ELF = Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), randomBytes(500)]);

describe('a file', () => {
  it.each(BAD)('that %s is refused with its code, and nothing of it is kept', async (_, name, make, expected) => {
    const before = await stored();
    expect(await verdict(await owner.sends(name, await make()))).toMatch(expected);
    expect(await stored()).toEqual(before);
    // The service goes on.
    expect((await owner.uploads(`${name}.ok.txt`, `All is well after ${name}.`)).state).toBe('ready');
  });

  it('is refused without its form', async () => {
    const bare = await owner.post('/api/v1/documents', { file: 'text' });
    expect(bare).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    const body = new FormData();
    body.set('other', new Blob(['text']), 'a.txt');
    const wrong = await owner.send('/api/v1/documents', { method: 'POST', body });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    const field = await owner.sends('a.txt', 'text', { expiresAt: 'tomorrow' });
    expect(field).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(JSON.stringify(field.body)).not.toContain('tomorrow');
  });

  it('may have any name, which is only ever shown', async () => {
    const document = await owner.uploads('../../etc/pass\u0000wd <b>.txt', 'A note with an odd name.');
    expect(document).toMatchObject({ fileName: 'passwd <b>.txt', state: 'ready' });
  });
});
