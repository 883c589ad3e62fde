import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { splitLedger, verifyLedger } from '@hearthlore/backup';
import { Secret } from '@hearthlore/config';
import { JobQueues, PostgresQueues } from '@hearthlore/jobs';
import { connectionUrl, SUPERUSER } from '@hearthlore/machine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newDataDir, type Product, removeDataDir, startProduct } from '../harness/product.js';
import type { Credentials, ProductClient } from '../harness/product-client.js';
import { formsIn, searchFolders } from '../harness/security/byte-search.js';
import { byteForms } from '../harness/security/byte-forms.js';
import { asDatabaseWriter, clusterFolder, databasePort } from '../harness/security/running-database.js';
import { attack } from './attacker/attack.js';
import { steal, type StolenInstallation } from './attacker/stolen-installation.js';

const ada = { name: 'Ada', email: 'ada@leaving.example', passphrase: 'violet kettle marble orchard dune' };
const ben = { name: 'Ben', email: 'ben@leaving.example', passphrase: 'cobalt thimble walnut harbour fog' };
const WORD = 'quixotrellis';
const requestedSchema = z.object({ receiptToken: z.string() });

async function done(answer: ReturnType<ProductClient['post']>): Promise<unknown> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Content, a program, a document dropped in, and the wish to be erased. @returns What the member leaves with. */
async function livesAndLeaves(product: Product, member: ProductClient, { email, passphrase }: Credentials) {
  await member.uploads('notes.md', `# Garden\n\nWater the ${WORD} twice a week.\n`);
  await member.asks(`Where is the ${WORD}?`);
  await done(member.post('/api/v1/me/step-up', { passphrase }));
  const { recoveryKey } = z
    .object({ recoveryKey: z.string() })
    .parse(await done(member.post('/api/v1/me/recovery-key', {})));
  const scopes = ['documents:read', 'search', 'chat'];
  const { key: apiKey } = z
    .object({ key: z.string() })
    .parse(await done(member.post('/api/v1/api-keys', { name: 'Reader', scopes })));
  const asked = await done(member.post('/api/v1/erasure', { confirm: email }));
  return { recoveryKey, apiKey, token: requestedSchema.parse(asked).receiptToken };
}

/** A week later the worker comes by. */
async function aWeekLater({ dataDir }: Product): Promise<void> {
  await asDatabaseWriter(dataDir, (client) =>
    client.query(`UPDATE erasures SET effective_at = effective_at - interval '7 days' WHERE effective_at > now()`),
  );
  const password = readFileSync(join(dataDir, 'secrets', 'postgres'), 'utf8').trim();
  const server = { host: '127.0.0.1', port: databasePort(dataDir) };
  const url = connectionUrl(server, SUPERUSER, password, 'hearthlore');
  const queues = new JobQueues(new PostgresQueues(new Secret(url)));
  try {
    await queues.add('erasure', 'erase-due', {});
  } finally {
    await queues.close();
  }
}

const receiptOf = (product: Product, token: string) =>
  fetch(`${product.url}/api/v1/erasure/receipt`, { headers: { 'x-erasure-token': token } });

async function untilErased(product: Product, token: string): Promise<string> {
  for (;;) {
    const answer = await receiptOf(product, token);
    if (answer.status === 200) return z.object({ receipt: z.string() }).parse(await answer.json()).receipt;
    await sleep(200);
  }
}

/** Every wrap, verifier, salt and commitment of a member, as a thief of the disk has them. */
function secretsOf({ slots, wraps, sets }: StolenInstallation, owner: string): Buffer[] {
  const own = <T extends { readonly owner_id: string }>(rows: readonly T[]): T[] =>
    rows.filter((row) => row.owner_id === owner);
  return [
    ...own(slots).flatMap(({ wrapped, salt, verifier }) => [wrapped, salt, verifier]),
    ...own(wraps).map(({ wrapped }) => wrapped),
    ...own(sets).flatMap(({ salt, commitment }) => [salt, commitment]),
  ].filter((bytes) => bytes !== null);
}

const filesWith = (dataDir: string, secrets: readonly Buffer[]): string[] =>
  searchFolders(
    [dataDir, clusterFolder(dataDir)],
    secrets.map((bytes, index) => ({ name: `secret ${index}`, bytes })),
  ).hits;

describe('an erased member', () => {
  const dataDir = newDataDir();
  let before: StolenInstallation;
  let after: StolenInstallation;
  let filesBefore: string[];
  let filesAfter: string[];
  let othersAfter: string[];
  let left: Awaited<ReturnType<typeof livesAndLeaves>>;
  let benId: string;
  let receipt: string;
  let output: string;

  beforeAll(async () => {
    const first = await startProduct({ dataDir });
    const owner = await first.client().setsUp(first.setupCode, ada);
    await owner.uploads('own.md', `# Roof\n\nThe ${WORD} covers the roof.\n`);
    const member = await owner.admits(first.client(), ben);
    benId = member.userId;
    left = await livesAndLeaves(first, member, ben);
    await first.stop();
    before = await steal(dataDir);
    filesBefore = filesWith(dataDir, secretsOf(before, benId));

    const second = await startProduct({ dataDir });
    await second.client().signsIn(ada);
    await aWeekLater(second);
    receipt = await untilErased(second, left.token);
    output = second.output();
    await second.stop();
    after = await steal(dataDir);
    filesAfter = filesWith(dataDir, secretsOf(before, benId));
    othersAfter = filesWith(dataDir, secretsOf(before, owner.userId));
  }, 280_000);
  afterAll(() => removeDataDir(dataDir));

  const everything = () => ({
    passphrases: [ben.passphrase],
    recoveryKeys: [left.recoveryKey],
    apiKeys: [left.apiKey],
  });

  it('was there to be opened before, with the passphrase or a key', async () => {
    expect(filesBefore.length).toBeGreaterThan(5);
    expect(formsIn(before.dump, byteForms(benId))).toContain('raw');
    const loot = await attack(before, everything());
    expect(loot.rootKeys.length).toBeGreaterThanOrEqual(3);
    expect(Buffer.concat([...loot.records.values()].flat()).toString()).toContain(`Water the ${WORD}`);
  });

  it('has no wrap, salt or commitment left in any file: tables, write-ahead log, queues, samples of the planner', () => {
    expect(filesAfter).toEqual([]);
    expect(othersAfter.length).toBeGreaterThan(5);
  });

  it('is nowhere by id, address or name, in no table and no line of the log', () => {
    for (const text of [benId, benId.replaceAll('-', ''), ben.email, ben.name]) {
      const forms = byteForms(text.length === 32 ? Buffer.from(text, 'hex') : text);
      expect({ text, found: formsIn(after.dump, forms).filter((form) => form === 'raw') }).toEqual({ text, found: [] });
    }
    expect(output).not.toContain(benId);
  });

  it('cannot be opened by somebody who has everything, and the other member’s things still can', async () => {
    const loot = await attack(after, everything());
    expect(loot.rootKeys).toEqual([]);
    expect([...loot.records.keys()].sort()).toEqual(['profile.manifest', 'profile.profile']);
    expect(loot.labels).toEqual([]);
    const own = await attack(after, { passphrases: [ada.passphrase] });
    expect(Buffer.concat([...own.records.values()].flat()).toString()).toContain(`The ${WORD} covers the roof`);
  });

  it('has a line in the ledger, and a receipt that says so', () => {
    const report = verifyLedger(splitLedger(readFileSync(join(dataDir, 'ledger', 'erasures.jsonl'), 'utf8')));
    expect(report).toMatchObject({ count: 1, fault: undefined });
    expect(receipt).toContain(report.head);
    expect(receipt).toContain('"until":null');
    expect(receipt).toContain('"log":"removed"');
  });
});

describe('erasures under kill -9', () => {
  const ROUNDS = 8;
  const dataDir = newDataDir();
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ dataDir });
    await product.client().setsUp(product.setupCode, ada);
  });
  afterAll(async () => {
    await product.stop();
    removeDataDir(dataDir);
  });

  const rowsOf = (id: string) =>
    asDatabaseWriter(dataDir, async (client) => {
      const text = `SELECT (SELECT state FROM members WHERE id = $1) AS state,
        (SELECT count(*)::int FROM key_slots WHERE owner_id = $1) AS slots,
        (SELECT count(*)::int FROM record_sets WHERE owner_id = $1) AS sets`;
      return (await client.query<{ state: string | null; slots: number; sets: number }>(text, [id])).rows[0];
    });

  it('leave nobody half erased: the account is whole or closed, and the next start ends it', async () => {
    const states: (string | null | undefined)[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const person = { ...ben, email: `leaver${round}@leaving.example` };
      const owner = await product.client().signsIn(ada);
      const member = await owner.admits(product.client(), person);
      const { token } = await livesAndLeaves(product, member, person);
      const whole = await rowsOf(member.userId);
      await aWeekLater(product);
      await sleep(randomInt(0, 250));
      await product.kill9();

      product = await startProduct({ dataDir });
      const found = await rowsOf(member.userId);
      states.push(found?.state);
      const isWhole = JSON.stringify(found) === JSON.stringify(whole);
      expect(isWhole ? 'whole' : found?.state).toBeOneOf(['whole', 'erasing', null]);
      await aWeekLater(product);
      expect(await untilErased(product, token)).toContain('"members":1');
      expect(await rowsOf(member.userId)).toEqual({ state: null, slots: 0, sets: 0 });
    }
    const ledger = readFileSync(join(dataDir, 'ledger', 'erasures.jsonl'), 'utf8');
    expect(verifyLedger(splitLedger(ledger))).toMatchObject({ count: ROUNDS, fault: undefined });
    expect(states).toHaveLength(ROUNDS);
  }, 600_000);
});
