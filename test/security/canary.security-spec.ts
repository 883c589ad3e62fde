import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseApiKey, parseRecoveryKey } from '@hearthlore/crypto';
import { aPdf } from '@hearthlore/ingestion/testing';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startLanguageModelServer } from '../harness/language-model/language-model-server.js';
import { newDataDir, type Product, removeDataDir, servicePids, startProduct } from '../harness/product.js';
import type { Answer, ProductClient } from '../harness/product-client.js';
import { byteForms } from '../harness/security/byte-forms.js';
import { formsIn, searchFolders } from '../harness/security/byte-search.js';
import { clusterFolder } from '../harness/security/running-database.js';
import { SoftwareAuthenticator } from '../harness/software-authenticator.js';
import { endTraced, readTrace, tracing, type TraceReport } from '../harness/security/syscall-trace.js';

/** Every secret of this run begins with it, so one search finds all of them. */
const MARK = `hlc${randomBytes(8).toString('hex')}`;
const secret = (what: string): string => `${MARK}${what}`;

const startedAt = Date.now();
/** Of other test runs on this machine, which write at the same time. */
const foreignFolders = readdirSync(tmpdir())
  .filter((name) => name.startsWith('hearthlore-'))
  .map((name) => join(tmpdir(), name));
const workFolder = mkdtempSync(join(tmpdir(), 'hearthlore-canary-'));
const traceFile = join(workFolder, 'trace');
const dataDir = newDataDir();
let pdf: Uint8Array;
let output = '';
let trace: TraceReport;

beforeAll(async () => {
  pdf = await aPdf({ pages: [[`# ${secret('heading')}`, `The boiler was bought from ${secret('body')} in May.`]] });
  // The empty database is made before the trace begins: it holds nothing of anybody.
  const first = await startProduct({ dataDir });
  await first.stop();
  const model = await startLanguageModelServer({ mode: 'words' });
  const product = await startProduct({
    dataDir,
    wrapper: tracing(traceFile),
    env: { HEARTHLORE_LOG_LEVEL: 'debug', HEARTHLORE_LLM_URL: model.url },
  });
  const allowed = {
    apiPort: Number(new URL(product.url).port),
    apiPid: servicePids(dataDir)[0] ?? 0,
    modelPort: Number(new URL(model.url).port),
  };
  try {
    await lead(product, first.setupCode, () => model.kill());
  } finally {
    await model.kill();
    endTraced(product.pid);
    await product.stop();
  }
  output = product.output();
  trace = await readTrace(traceFile, forms(), allowed);
});

afterAll(() => {
  rmSync(workFolder, { recursive: true, force: true });
  removeDataDir(dataDir);
});

/** Secrets that the server makes up, as they are told and as the bytes behind them. */
const issued = new Map<string, string | Uint8Array>();

/** The mark in all forms, what the server made up, and a piece of the PDF's own bytes, in which text is compressed. */
const forms = () => [
  ...byteForms(MARK),
  ...[...issued].flatMap(([what, value]) =>
    byteForms(value).map(({ name, bytes }) => ({ name: `${what} as ${name}`, bytes })),
  ),
  { name: 'piece of the file', bytes: Buffer.from(pdf.subarray(pdf.length >> 1, (pdf.length >> 1) + 24)) },
];

/** A member's day, with what goes wrong in it: errors are what ends up in logs. */
async function lead(product: Product, setupCode: string | undefined, killModel: () => Promise<void>): Promise<void> {
  const passphrase = `${secret('passphrase')} and three more words`;
  const credentials = { name: secret('name'), email: `${secret('mail')}@example.org`, passphrase };
  const ada = await product.client().setsUp(setupCode, credentials);
  const documents = [
    await ada.uploads(`${secret('file')}.pdf`, pdf),
    await ada.uploads(`${secret('file')}.md`, `# Oven\n\nThe oven was repaired by ${secret('words')}.\n`),
    await ada.uploads('plain.txt', `The garden gate key hangs behind ${secret('plain')}.\n`),
    await ada.uploads('page.html', `<h1>Cellar</h1><p>The meter number is ${secret('html')}.</p>`),
  ];
  expect(documents.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready', 'ready']);
  await ada.send(`/api/v1/documents/${documents[2]?.id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: secret('title') }),
  });
  expect((await ada.searches(`oven ${secret('query')}`)).data.length).toBeGreaterThan(0);
  const { chatId } = await ada.asks(`Who repaired the oven, ${secret('question')}?`);
  await killModel();
  expect((await ada.asks(`And the oven, ${secret('followup')}?`, chatId)).text).toContain(secret('words'));
  await ada.send(`/api/v1/chats/${chatId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: secret('chat') }),
  });
  await ada.get(`/api/v1/documents/${documents[0]?.id}/passages`);
  await ada.sends(`${secret('damaged')}.pdf`, `%PDF-1.4\n${secret('damaged')}`);
  await ada.sends(`${secret('unknown')}.bin`, Buffer.concat([Buffer.of(0, 1, 2, 255), Buffer.from(MARK)]));
  await ada.post('/api/v1/search', { query: secret('bad'), [secret('field')]: 1 });
  await ada.get(`/api/v1/documents/${secret('id')}?q=${secret('parameter')}`);
  await ada.get(`/${secret('nowhere')}`);
  const malformed = { 'content-type': 'application/json' };
  await ada.send('/api/v1/search', { method: 'POST', headers: malformed, body: `{"query":"${MARK}` });
  await ada.refreshes();
  await ada.delete(`/api/v1/documents/${documents[1]?.id}`);
  await holdKeys(ada, passphrase);
  await ada.signsOut();
  await comeBack(product, credentials.email);
  const guess = { email: credentials.email, passphrase: secret('wrong passphrase') };
  await product.client().post('/api/v1/auth/login', guess);
}

const NEW_PASSPHRASE = `${secret('new passphrase')} and four more words`;

async function done(answer: Promise<Answer>): Promise<unknown> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** All that somebody has besides content: programs, passkeys, links, a second factor, another passphrase. */
async function holdKeys(ada: ProductClient, passphrase: string): Promise<void> {
  await done(ada.post('/api/v1/me/step-up', { passphrase }));
  const wanted = { name: secret('program'), scopes: ['documents:read'] };
  const { key } = z.object({ key: z.string() }).parse(await done(ada.post('/api/v1/api-keys', wanted)));
  await done(
    ada.send('/api/v1/documents', { headers: { authorization: `Bearer ${key}`, 'user-agent': secret('agent') } }),
  );
  const { token } = z
    .object({ token: z.string() })
    .parse(await done(ada.post('/api/v1/invites', { role: 'member', email: `${secret('guest')}@example.org` })));
  await done(ada.post('/api/v1/invites/preview', { token }));
  await addPasskey(ada);
  await done(ada.post('/api/v1/me/recovery-key/check', { recoveryKey: ada.recoveryKey }));
  const change = { passphrase: NEW_PASSPHRASE };
  const headers = { 'content-type': 'application/json' };
  await done(ada.send('/api/v1/me/passphrase', { method: 'PUT', headers, body: JSON.stringify(change) }));
  const { secret: seed } = z.object({ secret: z.string() }).parse(await done(ada.post('/api/v1/me/totp', {})));
  const confirmed = await done(ada.post('/api/v1/me/totp/confirm', { code: generateSync({ secret: seed }) }));
  const [backupCode = ''] = z.object({ backupCodes: z.array(z.string()) }).parse(confirmed).backupCodes;
  issued.set('key of a program', key).set('its secret', parseApiKey(key)?.secret ?? '');
  issued.set('invitation', token).set('its bytes', Buffer.from(token, 'base64url'));
  issued.set('recovery key', ada.recoveryKey).set('its bits', parseRecoveryKey(ada.recoveryKey));
  issued.set('seed', seed).set('its bytes of 8 bits', fromBase32(seed)).set('backup code', backupCode);
}

async function addPasskey(ada: ProductClient): Promise<void> {
  const asked = z
    .object({ options: z.object({ challenge: z.string(), user: z.object({ id: z.string() }) }) })
    .parse(await done(ada.post('/api/v1/me/passkeys/options', {})));
  const authenticator = new SoftwareAuthenticator(`http://localhost:${new URL(ada.url).port}`, 'localhost');
  const { credential } = authenticator.create(asked.options);
  await done(ada.post('/api/v1/me/passkeys', { credential, name: secret('passkey') }));
}

/** With the new passphrase and a backup code. */
async function comeBack(product: Product, email: string): Promise<void> {
  const client = product.client();
  const { body } = await client.post('/api/v1/auth/login', { email, passphrase: NEW_PASSPHRASE });
  const { challenge } = z.object({ challenge: z.string() }).parse(body);
  await done(client.post('/api/v1/auth/second-factor', { challenge, code: issued.get('backup code') }));
}

/** RFC 4648 §6. */
function fromBase32(text: string): Uint8Array {
  const digits = Array.from(text, (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  return Buffer.from((digits.join('').match(/.{8}/g) ?? []).map((bits) => Number.parseInt(bits, 2)));
}

describe('what members write and read', () => {
  it('goes to their own connections, the language model and the jailed parser, and to no file, no log and no database', () => {
    expect(trace.leaks).toEqual([]);
    expect(trace.hasPolledRing).toBe(false);
    // The trace sees what is written: the allowed ways were used.
    expect(trace.toClient).toBeGreaterThan(5);
    expect(trace.toModel).toBeGreaterThan(0);
    expect(trace.toParser).toBeGreaterThan(2);
    expect(trace.fromParser).toBeGreaterThan(2);
  });

  it('lies nowhere afterwards: data folder, write-ahead log, folders for temporary files, shared memory', () => {
    const folders = [dataDir, clusterFolder(dataDir), tmpdir(), '/var/tmp', '/dev/shm'];
    const found = searchFolders(folders, forms(), { changedSince: startedAt, except: [workFolder, ...foreignFolders] });
    expect(found.hits).toEqual([]);
    expect(found.files).toBeGreaterThan(50);
  });

  it('is not printed', () => {
    expect(formsIn(Buffer.from(output), forms())).toEqual([]);
    // At this level the log tells a lot; it has to be the log that stays silent, not the product.
    expect(output).toContain('"route":"/api/v1/documents');
  });
});

describe('a planted leak', () => {
  it('is noticed in a file for temporary data that was removed again', async () => {
    const file = join(workFolder, 'planted-trace');
    const leaked = join(workFolder, 'spool');
    const program = `const fs = require('fs'); fs.writeFileSync(process.argv[1], process.argv[2]); fs.rmSync(process.argv[1]);`;
    const [strace = '', ...args] = tracing(file);
    const encoded = Buffer.from(`title=${secret('title')}`).toString('base64');
    execFileSync(strace, [...args, process.execPath, '-e', program, leaked, encoded]);
    const { leaks } = await readTrace(file, forms(), { apiPort: 1, apiPid: 1 });
    expect(leaks.some((leak) => leak.startsWith(`write to ${leaked}`))).toBe(true);
  });

  it('would be one of every secret that was given out', () => {
    expect(issued.size).toBe(9);
    for (const [, value] of issued) expect(value.length).toBeGreaterThanOrEqual(8);
  });

  it('is noticed in the data folder in every form', () => {
    const planted = forms().map(({ name, bytes }, index) => ({ name, bytes, file: join(dataDir, `planted-${index}`) }));
    for (const { bytes, file } of planted)
      writeFileSync(file, Buffer.concat([randomBytes(1000), bytes, randomBytes(1000)]));
    const { hits } = searchFolders([dataDir], forms());
    for (const { file } of planted) rmSync(file);
    for (const { name, file } of planted) expect(hits).toContain(`${file}: ${name}`);
  });

  it('is noticed as the name of a file', () => {
    const planted = join(dataDir, `${secret('name')}.tmp`);
    writeFileSync(planted, '');
    const { hits } = searchFolders([dataDir], forms(), { changedSince: Date.now() - 5000 });
    rmSync(planted);
    expect(hits).toEqual([`${planted}: raw`]);
  });
});
