import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newDataDir, type Product, removeDataDir, startProduct } from '../harness/product.js';
import type { ProductClient } from '../harness/product-client.js';
import { byteForms } from '../harness/security/byte-forms.js';
import { searchFolders } from '../harness/security/byte-search.js';
import { killTree } from '../harness/security/process-tree.js';
import { clusterFolder } from '../harness/security/running-database.js';

const ada = { name: 'Ada', email: 'ada@export.example', passphrase: 'basalt ferry hazel drum linen' };
const ben = { name: 'Ben', email: 'ben@export.example', passphrase: 'gravel sonnet falcon mitten brook' };
/** It is the title of a document, too: the directory of a zip has the names of its entries as they are. */
const MARK = `hlx${randomBytes(8).toString('hex')}`;
const DOCUMENTS = 6;
/** Spread over asking, reading, packing and storing; milliseconds. */
const POINTS = [0, 30, 80, 200, 500];
const CLI = join(import.meta.dirname, '../../dist/apps/cli/main.js');

const run = promisify(execFile);
const jobSchema = z.object({
  id: z.string(),
  state: z.string(),
  error: z.string().nullable(),
  counts: z.record(z.string(), z.number()).nullable(),
});
const exportSchema = z.object({ id: z.string(), state: z.string(), jobId: z.string().nullable() });

const dataDir = newDataDir();
const folder = mkdtempSync(join(tmpdir(), 'export-kill-'));
let product: Product;
let owner: ProductClient;
let member: ProductClient;

beforeAll(async () => {
  product = await startProduct({ dataDir });
  owner = await product.client().setsUp(product.setupCode, ada);
  member = await owner.admits(product.client(), ben);
  for (let at = 0; at < DOCUMENTS; at += 1) {
    const text = Array.from({ length: 40 }, (_, line) => `${MARK} ${at}.${line} ${randomBytes(200).toString('hex')}`);
    await owner.uploads(`${MARK}-${at}.md`, `# ${MARK} ${at}\n\n${text.join('\n\n')}\n`);
  }
  await owner.asks(`Where is ${MARK}?`);
});
afterAll(async () => {
  await product.stop();
  removeDataDir(dataDir);
  rmSync(folder, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await killTree(product.pid);
  product = await startProduct({ dataDir });
  owner = await product.client().signsIn(ada);
  member = await product.client().signsIn(ben);
}

async function jobEnds(client: ProductClient, id: string): Promise<z.output<typeof jobSchema>> {
  for (;;) {
    const job = jobSchema.parse((await client.get(`/api/v1/jobs/${id}`)).body);
    if (job.state !== 'active' && job.state !== 'awaiting-unlock') return job;
    await sleep(50);
  }
}

async function contentOf(id: string): Promise<Uint8Array> {
  const headers = { authorization: `Bearer ${owner.accessToken}` };
  const response = await fetch(`${product.url}/api/v1/exports/${id}/content`, { headers });
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

/** Every document whole. */
function expectWhole(zip: Uint8Array): void {
  const files = unzipSync(zip);
  const texts = Object.keys(files).filter((name) => name.startsWith('texts/'));
  expect(texts).toHaveLength(DOCUMENTS);
  for (const name of texts) expect(strFromU8(files[name] ?? new Uint8Array()).split(MARK).length).toBeGreaterThan(40);
}

async function brings(client: ProductClient, zip: Uint8Array): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(zip)]), 'export.zip');
  await client.post('/api/v1/me/step-up', { passphrase: ben.passphrase });
  const headers = { authorization: `Bearer ${client.accessToken}` };
  const response = await fetch(`${product.url}/api/v1/imports`, { method: 'POST', headers, body: form });
  return jobSchema.parse(await response.json()).id;
}

describe('kill -9 of every process', () => {
  it.each(POINTS)('while an export is made, after %i ms: it is made whole after the next sign-in', async (delay) => {
    await owner.post('/api/v1/me/step-up', { passphrase: ada.passphrase });
    const asked = exportSchema.parse((await owner.post('/api/v1/exports', {})).body);
    await sleep(delay);
    await restart();
    expect(await jobEnds(owner, asked.jobId ?? '')).toMatchObject({ state: 'completed' });
    expectWhole(await contentOf(asked.id));
    expect((await member.get(`/api/v1/exports/${asked.id}`)).status).toBe(404);
  });

  it.each(POINTS)('while one is brought in, after %i ms: the same file brings what is missing', async (delay) => {
    const { data } = z.object({ data: z.array(exportSchema) }).parse((await owner.get('/api/v1/exports')).body);
    const zip = await contentOf(data[0]?.id ?? '');
    const id = await brings(member, zip);
    await sleep(delay);
    await restart();
    const job = await jobEnds(member, id);
    expect(job.error).toBe(job.state === 'completed' ? null : 'import.interrupted');
    const there = await member.lists();
    expect(there.filter(({ state }) => state !== 'ready')).toEqual([]);
    const again = await jobEnds(member, await brings(member, zip));
    expect(again).toMatchObject({ state: 'completed', counts: { documents: DOCUMENTS - there.length } });
    expect(await member.lists()).toHaveLength(DOCUMENTS);
    for (const one of await member.lists()) await member.send(`/api/v1/documents/${one.id}`, { method: 'DELETE' });
  });
});

describe('the content of an export', () => {
  it('lies nowhere in the data folder or the write-ahead log, by its titles or as a zip', () => {
    const forms = [
      ...byteForms(MARK),
      ...byteForms('documents/').slice(0, 1),
      ...byteForms('manifest.json').slice(0, 1),
    ];
    const { hits, files } = searchFolders([dataDir, clusterFolder(dataDir)], forms);
    expect(hits).toEqual([]);
    expect(files).toBeGreaterThan(50);
  });

  it('is fetched and brought in by the command line, into a file for its owner alone', async () => {
    const secret = (name: string, text: string): string => {
      const file = join(folder, name);
      writeFileSync(file, `${text}\n`, { mode: 0o600 });
      return file;
    };
    const [own, theirs, key] = [
      secret('ada', ada.passphrase),
      secret('ben', ben.passphrase),
      secret('key', 'lantern stairs'),
    ];
    const out = join(folder, 'export.zip.age');
    const env = { ...process.env, HEARTHLORE_DATA_DIR: dataDir, XDG_CONFIG_HOME: folder };
    const cli = (...args: string[]) =>
      run(process.execPath, [CLI, '--server', product.url, '--json', ...args], { env });
    await cli('login', '--email', ada.email, '--passphrase-file', own);
    await cli('export', '--out', out, '--passphrase-file', own, '--encrypt-with-file', key);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readFileSync(out, 'latin1').slice(0, 21)).toBe('age-encryption.org/v1');
    await cli('login', '--email', ben.email, '--passphrase-file', theirs);
    const { stdout } = await cli('import', out, '--passphrase-file', theirs, '--decrypt-with-file', key);
    expect(JSON.parse(stdout)).toMatchObject({ documents: DOCUMENTS });
    expect(await member.lists()).toHaveLength(DOCUMENTS);
    await expect(cli('export', '--out', out, '--passphrase-file', theirs)).rejects.toThrow('is there already');
  });
});
