import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditUnderKills, notesOf, startAuditUnderKills } from '../bench/product/audit-kills.js';

/** The bench of the same name takes 100,000. */
const ENTRIES = 1500;
const LONGEST_LIFE = 700;

let log: AuditUnderKills;
/** Checkpoints as somebody keeps them who copied the file in time. */
let kept: readonly string[];
let size: number;

beforeAll(async () => {
  log = await startAuditUnderKills(LONGEST_LIFE);
  await log.appendUntil(ENTRIES);
  kept = notesOf(log.anchorFile);
  size = (await log.verify()).entries;
});
afterAll(() => log.close());

describe('a log whose writers are killed at any moment', () => {
  it('raises no false alarm and loses nothing that was acknowledged', async () => {
    expect(log.kills).toBeGreaterThan(0);
    expect(kept.length).toBeGreaterThan(1);
    expect(await log.verify(kept)).toMatchObject({ isWhole: true });
    expect(log.alarms).toBe(0);
    expect(await log.countLost()).toBe(0);
  });

  it('keeps its word when the database is killed as well, which forgets what it may', async () => {
    await log.crashDatabase();
    expect(await log.countLost()).toBe(0);
    expect(await log.verify(kept)).toMatchObject({ isWhole: true });
    size = (await log.verify()).entries;
  });
});

/** What an administrator of the database may do to entry 300 and around it, and which entry is the first bad one. */
const CRIMES: readonly [string, readonly string[], number | 'before 512'][] = [
  ['flips a letter', [`update audit_entries set entry = replace(entry, '"ok"', '"no"') where seq = 300`], 300],
  ['flips a hash', [`update audit_entries set leaf = sha256(leaf) where seq = 300`], 300],
  ['empties an entry', [`update audit_entries set entry = null where seq = 300`], 300],
  ['files an entry under somebody else', [`update audit_entries set object = sha256('x') where seq = 300`], 300],
  ['deletes an entry', [`delete from audit_entries where seq = 300`], 300],
  [
    'deletes an entry and moves up the rest',
    [
      'delete from audit_entries where seq = 300',
      'update audit_entries set seq = -seq where seq > 300',
      'update audit_entries set seq = -seq - 1 where seq < 0',
    ],
    300,
  ],
  [
    'exchanges two entries',
    [
      'update audit_entries set seq = -1 where seq = 300',
      'update audit_entries set seq = 300 where seq = 301',
      'update audit_entries set seq = 301 where seq = -1',
    ],
    300,
  ],
  [
    'writes an entry anew, hash and all',
    [
      `update audit_entries set entry = replace(entry, '"ok"', '"refused"') where seq = 300`,
      `update audit_entries set leaf = sha256('\\x00'::bytea || convert_to(entry, 'UTF8')) where seq = 300`,
    ],
    'before 512',
  ],
];

describe('whoever administers the database is found out when they', () => {
  const saved = [
    'create table saved_entries as table audit_entries',
    'create table saved_checkpoints as table audit_checkpoints',
  ];
  const restore = ['entries', 'checkpoints'].flatMap((name) => [
    `truncate audit_${name}`,
    `insert into audit_${name} select * from saved_${name}`,
  ]);
  beforeAll(async () => {
    for (const statement of saved) await log.sql(statement);
  });

  async function commit(statements: readonly string[]) {
    for (const statement of statements) await log.sql(statement);
    const reports = { alone: await log.verify([]), anchored: await log.verify(kept) };
    for (const statement of restore) await log.sql(statement);
    expect(await log.verify(kept)).toMatchObject({ isWhole: true });
    return reports;
  }

  it.each(CRIMES)('%s', async (_, statements, firstBad) => {
    for (const report of Object.values(await commit(statements))) {
      expect(report.isWhole).toBe(false);
      const place = (report.firstBad ?? Number.NaN) < 512 ? 'before 512' : 'after';
      expect(typeof firstBad === 'string' ? place : report.firstBad).toBe(firstBad);
    }
  });

  it('cut off the end, and the checkpoints that had it', async () => {
    const { alone, anchored } = await commit([
      'delete from audit_entries where seq >= 600',
      'delete from audit_checkpoints where size > 600',
    ]);
    // Nothing inside tells any more: this is what a checkpoint kept elsewhere is for.
    expect(alone.isWhole).toBe(true);
    expect(anchored).toMatchObject({ isWhole: false, firstBad: 600 });
  });

  it('put another end in the place of one, and a fork in the place of the whole log', async () => {
    for (const from of [600, 0]) {
      const rows = await log.sql('select seq::int, entry from audit_entries where seq >= $1', [from]);
      const forged = rows.map(({ seq, entry }) => ({ seq, entry: String(entry).replace('"ok"', '"refused"') }));
      const { alone, anchored } = await commit([
        'delete from audit_checkpoints',
        `update audit_entries e set entry = f.entry, leaf = decode(f.leaf, 'hex')
           from json_to_recordset('${JSON.stringify(forged.map(withLeaf))}') as f(seq bigint, entry text, leaf text)
          where e.seq = f.seq`,
      ]);
      expect(alone.isWhole).toBe(true);
      expect(anchored.isWhole).toBe(false);
      expect(anchored.firstBad).toBeLessThanOrEqual(from);
    }
    expect(size).toBeGreaterThan(600);
  });
});

/** As the log itself would hash it. */
function withLeaf({ seq, entry }: { readonly seq: unknown; readonly entry: string }) {
  const leaf = hash('sha256', Buffer.concat([Uint8Array.of(0), Buffer.from(entry)]), 'hex');
  return { seq, entry, leaf };
}
