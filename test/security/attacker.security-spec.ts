import { randomBytes } from 'node:crypto';
import { aPdf } from '@hearthlore/ingestion/testing';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newDataDir, type Product, removeDataDir, startProduct } from '../harness/product.js';
import type { Credentials, ProductClient } from '../harness/product-client.js';
import { byteForms } from '../harness/security/byte-forms.js';
import { formsIn, searchFolders } from '../harness/security/byte-search.js';
import { clusterFolder } from '../harness/security/running-database.js';
import { SoftwareAuthenticator } from '../harness/software-authenticator.js';
import { attack, countRecords, type Loot } from './attacker/attack.js';
import { steal, type StolenInstallation } from './attacker/stolen-installation.js';

const ada = {
  name: 'Ada Hearth',
  email: 'ada@hearth.example',
  passphrase: 'violet kettle marble orchard dune',
};
const ben = { name: 'Ben Hearth', email: 'ben@hearth.example', passphrase: 'cobalt thimble walnut harbour fog' };
const GUEST = 'guest@elsewhere.example';
const WORD = 'quixotrellis';
const PROGRAM = 'Reader in the pantry';
const DROP_BOX = 'Scanner in the hall';
const PHONE = 'Telephone by the stove';

const dataDir = newDataDir();
let stolen: StolenInstallation;
let recoveryKey: string;
let apiKey: string;
let totpSeed: string;

beforeAll(async () => {
  const product = await startProduct({ dataDir });
  try {
    await live(product);
  } finally {
    await product.stop();
  }
  stolen = await steal(dataDir);
});

afterAll(() => removeDataDir(dataDir));

/** Leaves a row of every kind behind: two members with content, keys, factors, links, and somebody who guesses. */
async function live(product: Product): Promise<void> {
  const owner = await product.client().setsUp(product.setupCode, ada);
  recoveryKey = owner.recoveryKey;
  const member = await owner.admits(product.client(), ben);
  await owner.uploads(`${WORD}.pdf`, await aPdf({ pages: [[`# ${WORD}`, `The ${WORD} blooms in June.`]] }));
  await owner.uploads('notes.md', `# Garden\n\nWater the ${WORD} twice a week.\n`);
  await member.uploads('ben.txt', `Ben keeps his ${WORD} in the shed.\n`);
  await owner.asks(`When does the ${WORD} bloom?`);
  await member.asks(`Where is the ${WORD}?`);
  // Signed in, so that there is a session's wrap to steal, and signed in again after a refresh.
  await owner.refreshes();
  await stepUp(owner, ada);
  await addPasskey(owner);
  apiKey = await makeKey(owner, PROGRAM, ['documents:read', 'search', 'chat']);
  await done(owner.post('/api/v1/invites', { role: 'member', email: GUEST }));
  await done(owner.post(`/api/v1/users/${member.userId}/resets`, { kind: 'recover' }));
  await stepUp(member, ben);
  totpSeed = await addSecondFactor(member);
  const dropBox = await makeKey(member, DROP_BOX, ['ingest']);
  await member.signsOut();
  await bring(product, dropBox);
  await product.client().post('/api/v1/auth/login', { email: ben.email, passphrase: 'a guess that is wrong' });
}

async function done(answer: ReturnType<ProductClient['post']>): Promise<unknown> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

const stepUp = (client: ProductClient, { passphrase }: Credentials): Promise<unknown> =>
  done(client.post('/api/v1/me/step-up', { passphrase }));

async function makeKey(client: ProductClient, name: string, scopes: readonly string[]): Promise<string> {
  return z.object({ key: z.string() }).parse(await done(client.post('/api/v1/api-keys', { name, scopes }))).key;
}

async function addPasskey(client: ProductClient): Promise<void> {
  const asked = z
    .object({
      options: z.object({
        challenge: z.string(),
        user: z.object({ id: z.string() }),
        extensions: z.object({ prf: z.object({ eval: z.object({ first: z.string() }) }) }),
      }),
    })
    .parse(await done(client.post('/api/v1/me/passkeys/options', {})));
  const authenticator = new SoftwareAuthenticator(`http://localhost:${new URL(client.url).port}`, 'localhost');
  await done(client.post('/api/v1/me/passkeys', { ...authenticator.create(asked.options), name: PHONE }));
}

async function addSecondFactor(client: ProductClient): Promise<string> {
  const { secret } = z.object({ secret: z.string() }).parse(await done(client.post('/api/v1/me/totp', {})));
  await done(client.post('/api/v1/me/totp/confirm', { code: generateSync({ secret }) }));
  return secret;
}

async function bring(product: Product, key: string): Promise<void> {
  const body = new FormData();
  body.set('file', new Blob([`The ${WORD} was paid in cash.`]), 'receipt.txt');
  const headers = { 'x-api-key': key };
  const answer = await fetch(`${product.url}/api/v1/documents`, { method: 'POST', headers, body });
  expect(answer.status).toBe(202);
}

const counts = ({ records }: Loot): Map<string, number> =>
  new Map([...records].map(([name, plaintexts]) => [name, plaintexts.length]));

const textOf = ({ records }: Loot): string => Buffer.concat([...records.values()].flat()).toString('utf8');

/** What these members have, and everybody's profile. */
function countRecordsOf(owners: ReadonlySet<string>): Map<string, number> {
  const sets = stolen.sets.filter((set) => owners.has(set.owner_id) || set.kind === 'profile');
  return countRecords({ ...stolen, sets });
}

describe('a thief with the whole data folder and the master key', () => {
  it('finds something of every kind to open', () => {
    expect([...countRecords(stolen).keys()].sort()).toEqual([
      'conversation.conversation',
      'conversation.manifest',
      'conversation.meta',
      'document.lexicalPack',
      'document.manifest',
      'document.meta',
      'document.text',
      'document.vectorPack',
      'profile.manifest',
      'profile.profile',
      'ring.keyRing',
      'ring.manifest',
      'self.manifest',
      'self.self',
    ]);
    expect(stolen.slots).toHaveLength(4);
    // A session, a program and a passkey; the device, both programs and the passkey have names.
    expect(stolen.wraps).toHaveLength(3);
    expect(stolen.labels).toHaveLength(4);
    expect(stolen.boxes).toHaveLength(1);
    const tables = ['sessions', 'api_keys', 'passkeys', 'invites', 'resets', 'notices', 'throttles', 'ingest_box'];
    for (const table of [...tables, 'audit_entries', 'audit_subjects', 'member_usage'])
      expect({ table, rows: stolen.rowCounts.get(`public.${table}`) }).toMatchObject({
        rows: expect.toSatisfy(Boolean),
      });
  });

  it('reads names and addresses of members, as the README says, and nothing else of theirs', async () => {
    const loot = await attack(stolen);
    expect(counts(loot)).toEqual(
      new Map([
        ['profile.manifest', 2],
        ['profile.profile', 2],
      ]),
    );
    for (const { name, email } of [ada, ben]) {
      expect(textOf(loot)).toContain(name);
      expect(textOf(loot)).toContain(email);
    }
    expect(loot.rootKeys).toEqual([]);
    expect(loot.labels).toEqual([]);
    expect(loot.boxes).toEqual([]);
    expect(loot.keysTried).toBeGreaterThan(100);
  });

  it('gets no further with passphrases that are wrong', async () => {
    const loot = await attack(stolen, { passphrases: ['violet kettle marble orchard dunes', '', ada.email] });
    expect(loot.rootKeys).toEqual([]);
    expect(loot.records.size).toBe(2);
  });

  it('opens all of a member, and nobody else, with that passphrase as well', async () => {
    for (const member of [ada, ben]) {
      const loot = await attack(stolen, { passphrases: [member.passphrase] });
      expect(loot.rootKeys).toHaveLength(1);
      const owner = ownerOf(loot, member);
      expect(counts(loot)).toEqual(countRecordsOf(new Set([owner])));
      expect(loot.labels).toHaveLength(stolen.labels.filter(({ owner_id }) => owner_id === owner).length);
    }
  });

  it('opens all of a member with that recovery key as well', async () => {
    const loot = await attack(stolen, { recoveryKeys: [recoveryKey] });
    expect(loot.rootKeys).toHaveLength(1);
    expect(counts(loot)).toEqual(countRecordsOf(new Set([ownerOf(loot, ada)])));
    expect(loot.labels).toContain(PHONE);
  });

  it('opens what a program may read with its key as well: no factor, no private key, no name', async () => {
    const loot = await attack(stolen, { apiKeys: [apiKey] });
    const all = countRecordsOf(new Set([ownerOf(loot, ada)]));
    const readable = [...all].filter(([name]) => !name.startsWith('self.'));
    expect(counts(loot)).toEqual(new Map(readable));
    expect(loot.labels).toEqual([]);
    expect(loot.boxes).toEqual([]);
  });

  it('opens everything of all with all passphrases: the attack is able to', async () => {
    const loot = await attack(stolen, { passphrases: [ada.passphrase, ben.passphrase] });
    expect(counts(loot)).toEqual(countRecords(stolen));
    expect(textOf(loot)).toContain(`Water the ${WORD} twice a week`);
    expect(textOf(loot)).toContain('notes.md');
    expect(loot.labels).toHaveLength(4);
    for (const label of [PROGRAM, DROP_BOX, PHONE]) expect(loot.labels).toContain(label);
    expect(Buffer.concat(loot.boxes).toString('utf8')).toContain(`The ${WORD} was paid in cash`);
  });
});

describe('a thief with the whole data folder and no master key', () => {
  const withoutMasterKey = (): StolenInstallation => ({ ...stolen, masterKey: new Uint8Array(randomBytes(32)) });

  it('opens nothing at all, whatever else was stolen but a recovery key', async () => {
    const loot = await attack(withoutMasterKey(), { passphrases: [ada.passphrase, ben.passphrase], apiKeys: [apiKey] });
    expect(counts(loot)).toEqual(new Map());
    expect([...loot.rootKeys, ...loot.labels, ...loot.boxes]).toEqual([]);
  });

  it('opens all of a member with a recovery key, which needs no other: but no profile, which is the installation’s', async () => {
    const loot = await attack(withoutMasterKey(), { recoveryKeys: [recoveryKey] });
    expect(loot.rootKeys).toHaveLength(1);
    expect(textOf(loot)).toContain(`Water the ${WORD} twice a week`);
    expect(loot.records.has('profile.profile')).toBe(false);
  });

  it('reads no name, address or secret in any table, any file or the write-ahead log', () => {
    const texts = [ada.name, ada.email, ben.name, ben.email, GUEST, WORD, PROGRAM, DROP_BOX, PHONE, totpSeed];
    const secrets = [...texts, apiKey, apiKey.slice(17, 60), recoveryKey, ada.passphrase, ben.passphrase];
    const forms = secrets.flatMap((secret) =>
      byteForms(secret).map(({ name, bytes }) => ({ name: `${secret.slice(0, 12)} as ${name}`, bytes })),
    );
    expect(formsIn(stolen.dump, forms)).toEqual([]);
    const found = searchFolders([dataDir, clusterFolder(dataDir)], forms);
    expect(found.hits).toEqual([]);
    expect(found.files).toBeGreaterThan(50);
    // The search would find it: a role is written as it is.
    expect(stolen.dump.includes('member')).toBe(true);
  });
});

/** @returns Whose profile holds this member's address. */
function ownerOf(loot: Loot, { email }: Credentials): string {
  const profiles = stolen.sets.filter(({ kind }) => kind === 'profile');
  const plaintexts = loot.records.get('profile.profile') ?? [];
  const at = plaintexts.findIndex((one) => Buffer.from(one).toString('utf8').includes(email));
  return profiles[at]?.owner_id ?? '';
}
