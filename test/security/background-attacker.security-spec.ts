import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseId, type UserId } from '@hearthlore/kernel';
import { generateIdentity } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDataDir, removeDataDir } from '../harness/product.js';
import type { Credentials } from '../harness/product-client.js';
import { rowsOf } from '../harness/erasable-member.js';
import { openBackup } from '../harness/security/opened-backup.js';
import { attack, countRecords, type Loot } from './attacker/attack.js';
import { steal, type StolenInstallation } from './attacker/stolen-installation.js';
import { untilIdle } from './background/dead-jobs.js';
import { ada, Household } from './background/household.js';
import { bringMasterKey, restore, restoreWhole } from '../harness/restore-command.js';

const ben: Credentials = {
  name: 'Ben',
  email: 'ben@background.example',
  passphrase: 'cobalt thimble walnut harbour fog',
};
const WORD = 'quixotrellis';

/** All that the worker's role may read as bytes: what the ledger knows members by, and hashes; nothing that opens. */
const BYTES_OF_THE_WORKER = [
  'backups.manifest_sha256',
  // Random: which sending of a document's points the row is of.
  'document_points.edition',
  'erasure_receipts.erasure_tag',
  'erasure_receipts.ledger_head',
  'erasure_receipts.token_hash',
  'erasures.receipt_token_hash',
  'install_bundles.wrapped',
  'members.erasure_tag',
];

let household: Household;
let file: string;
let benId: UserId;

beforeAll(async () => {
  household = await Household.found();
  const { owner, product, queues } = household.life;
  const member = await owner.admits(product.client(), ben);
  benId = parseId<UserId>(member.userId) ?? expect.unreachable();
  await owner.uploads('notes.md', `# Garden\n\nWater the ${WORD} twice a week.\n`);
  await owner.asks(`When is the ${WORD} watered?`);
  await member.uploads('ben.txt', `Ben keeps his ${WORD} in the shed.\n`);
  await queues.add('backup', 'create-scheduled', {});
  await untilIdle(household);
  file = join(household.target, readdirSync(household.target).find((name) => name.endsWith('.age')) ?? '');
});

afterAll(() => household.ends());

const counts = ({ records }: Loot): Map<string, number> =>
  new Map([...records].map(([name, plaintexts]) => [name, plaintexts.length]));

describe('a thief with a backup', () => {
  const restored = newDataDir();
  let stolen: StolenInstallation;

  beforeAll(async () => {
    const identityFile = join(restored, '..', 'identity');
    writeFileSync(identityFile, `${household.identity}\n`);
    bringMasterKey(household.dataDir, restored);
    await restoreWhole({ file, identityFile, into: restored });
    stolen = await steal(restored);
  });
  afterAll(() => removeDataDir(restored));

  it('gets not one part of it, and no folder that serves, with an identity of another', async () => {
    const other = await generateIdentity();
    await expect(openBackup(file, other)).rejects.toMatchObject({ code: 'backup.wrong-identity' });
    const empty = newDataDir();
    const identityFile = join(empty, '..', 'identity');
    writeFileSync(identityFile, `${other}\n`);
    const { code } = await restore({ file, identityFile, into: empty });
    expect(code).not.toBe(0);
    expect(existsSync(join(empty, 'postgres'))).toBe(false);
    removeDataDir(empty);
  });

  it('opens no record of a member with the identity and the master key: names and addresses, as is said', async () => {
    const loot = await attack(stolen);
    expect(counts(loot)).toEqual(
      new Map([
        ['profile.manifest', 2],
        ['profile.profile', 2],
      ]),
    );
    expect([...loot.rootKeys, ...loot.labels, ...loot.boxes]).toEqual([]);
    expect(loot.keysTried).toBeGreaterThan(50);
  });

  it('opens nothing at all with the identity and every passphrase, and no master key', async () => {
    const without = { ...stolen, masterKey: new Uint8Array(randomBytes(32)) };
    expect(counts(await attack(without, { passphrases: [ada.passphrase, ben.passphrase] }))).toEqual(new Map());
  });

  it('opens all with the passphrases as well: the attack is able to, and the backup whole', async () => {
    const loot = await attack(stolen, { passphrases: [ada.passphrase, ben.passphrase] });
    expect(counts(loot)).toEqual(countRecords(stolen));
    expect(Buffer.concat([...loot.records.values()].flat()).toString()).toContain(`Water the ${WORD} twice a week`);
  });
});

describe('somebody with the connections of the worker', () => {
  /** As the role itself: row-level security binds it, and nothing is inherited. */
  async function asRole<T>(role: string, work: (sql: (text: string) => Promise<unknown[]>) => Promise<T>): Promise<T> {
    const client = await household.life.pool.connect();
    try {
      await client.query(`set session authorization ${role}`);
      return await work(async (text) => (await client.query(text)).rows);
    } finally {
      await client.query('reset session authorization');
      client.release();
    }
  }

  const columnsThatMay = (role: string, privilege: string) =>
    household.sql<{ column: string; type: string }>(
      `select table_name || '.' || column_name as column, data_type as type from information_schema.columns
        where table_schema = 'public' and has_column_privilege($1, format('public.%I', table_name), column_name, $2)
        order by 1`,
      [role, privilege],
    );

  it('reads ids, dates, counts and codes as hl_jobs, and no ciphertext', async () => {
    const readable = await columnsThatMay('hl_jobs', 'SELECT');
    expect(readable.length).toBeGreaterThan(50);
    expect(readable.filter(({ type }) => type === 'bytea').map(({ column }) => column)).toEqual(BYTES_OF_THE_WORKER);
  });

  it('deletes nobody, no key and nothing that is held as hl_jobs, while no erasure is due', async () => {
    const { database } = household.life;
    // What nobody holds it may delete: that is what retention is, and the worst it can do.
    await household.sql('update documents set held_at = now() where owner_id = $1', [benId]);
    const before = await rowsOf({ database }, benId);
    const tables = ['members', 'key_slots', 'record_sets', 'documents', 'audit_subjects', 'sessions'];
    await asRole('hl_jobs', async (sql) => {
      for (const table of tables) await sql(`delete from ${table}`).catch(() => undefined);
      for (const table of ['members', 'erasures'])
        await sql(`update ${table} set ${table === 'members' ? `state = 'erasing'` : 'effective_at = now()'}`).catch(
          () => undefined,
        );
      await expect(sql('truncate members cascade')).rejects.toThrow(/permission denied/);
    });
    expect(await rowsOf({ database }, benId)).toEqual(before);
    expect(Object.keys(before).length).toBeGreaterThan(5);
  });

  it('writes nothing as hl_backup, and reads what is sealed', async () => {
    for (const privilege of ['INSERT', 'UPDATE', 'REFERENCES'])
      expect({ privilege, columns: await columnsThatMay('hl_backup', privilege) }).toEqual({ privilege, columns: [] });
    await asRole('hl_backup', async (sql) => {
      await expect(sql('delete from members')).rejects.toThrow(/permission denied/);
      await expect(sql('select * from bullmq.job')).rejects.toThrow(/permission denied/);
      expect((await sql('select sealed from records')).length).toBeGreaterThan(5);
    });
  });

  it('finds no table of the family as hl_queue', async () => {
    expect(await columnsThatMay('hl_queue', 'SELECT')).toEqual([]);
  });
});
