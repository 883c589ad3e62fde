import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ManualClock } from '@hearthlore/kernel/testing';
import { acquireLock } from '@hearthlore/machine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileErasureLedger, ledgerFile, type LedgerMirror, tombstoneHash } from './file-erasure-ledger.js';
import { EMPTY_HEAD } from './ledger-line.js';
import { splitLedger, verifyLedger } from './verify-ledger.js';

const ROOT = join(import.meta.dirname, '../../../..');
const TAGS = ['aa'.repeat(32), 'bb'.repeat(32), 'cc'.repeat(32)] as const;
const clock = new ManualClock();

let dataDir: string;
let file: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-ledger-'));
  file = ledgerFile(dataDir);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const open = (mirror?: LedgerMirror) => new FileErasureLedger({ dataDir, clock, mirror });
async function filled(): Promise<FileErasureLedger> {
  const ledger = open();
  for (const tag of TAGS) await ledger.append({ tag, reason: 'member' });
  return ledger;
}
const text = () => readFileSync(file, 'utf8');

describe('the ledger of erasures', () => {
  it('is empty without a file, and keeps what is appended, for the server’s user alone', async () => {
    const ledger = open();
    await expect(ledger.read()).resolves.toEqual([]);
    await expect(ledger.head()).resolves.toBe(EMPTY_HEAD);
    const tombstone = await ledger.append({ tag: TAGS[0], reason: 'manager' });
    expect(tombstone).toMatchObject({ seq: 0, tag: TAGS[0], reason: 'manager', previous: EMPTY_HEAD });
    await ledger.append({ tag: TAGS[1], reason: 'member' });
    await expect(open().read()).resolves.toMatchObject([{ tag: TAGS[0] }, { tag: TAGS[1] }]);
    const [first, second] = await ledger.read();
    expect(second?.previous).toBe(first && tombstoneHash(first));
    await expect(ledger.head()).resolves.toBe(second && tombstoneHash(second));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  });

  it('has each member once', async () => {
    const ledger = await filled();
    const again = await ledger.append({ tag: TAGS[1], reason: 'manager' });
    expect(again).toMatchObject({ seq: 1, reason: 'member' });
    expect(splitLedger(text())).toHaveLength(3);
  });

  it('goes to the target before it is done, and again where that failed', async () => {
    const copies: string[] = [];
    let isGone = true;
    const ledger = open((copy) => {
      if (isGone) return Promise.reject(new Error('no such target'));
      copies.push(copy);
      return Promise.resolve();
    });
    await expect(ledger.append({ tag: TAGS[0], reason: 'member' })).rejects.toMatchObject({
      code: 'ledger.not-mirrored',
    });
    isGone = false;
    await ledger.append({ tag: TAGS[0], reason: 'member' });
    expect(copies).toEqual([text()]);
    expect(splitLedger(text())).toHaveLength(1);
  });

  it('goes on behind the last whole line when a writer was killed half-way', async () => {
    await filled();
    const whole = text();
    const line = splitLedger(whole)[2] ?? '';
    for (const half of [line.slice(0, 10), line, '\0\0\0\0', Buffer.from('é').subarray(0, 1)]) {
      writeFileSync(file, whole);
      appendFileSync(file, half);
      await expect(open().read()).resolves.toHaveLength(3);
      await open().append({ tag: 'dd'.repeat(32), reason: 'member' });
      expect(verifyLedger(splitLedger(text()))).toMatchObject({ count: 4, fault: undefined });
    }
  });

  it('is refused and left as it is when a line is gone, changed or out of its order', async () => {
    await filled();
    const [first, second, third] = splitLedger(text());
    const damaged = [
      [first, third],
      [second, first, third],
      [first, second?.replace('member', 'manager'), third],
    ];
    for (const lines of [...damaged, [first, '', third]]) {
      const before = lines.map((line) => `${line}\n`).join('');
      writeFileSync(file, before);
      await expect(open().read()).rejects.toMatchObject({ code: 'ledger.damaged' });
      await expect(open().append({ tag: 'dd'.repeat(32), reason: 'member' })).rejects.toMatchObject({
        code: 'ledger.damaged',
      });
      expect(text()).toBe(before);
    }
  });

  it('is refused when it lost its end and somebody knows', async () => {
    const head = { count: 3, head: await (await filled()).head() };
    const [first = ''] = splitLedger(text());
    truncateSync(file, first.length + 1);
    await expect(open().read()).resolves.toHaveLength(1);
    const knowing = new FileErasureLedger({ dataDir, clock, known: () => Promise.resolve([head]) });
    await expect(knowing.append({ tag: 'dd'.repeat(32), reason: 'member' })).rejects.toMatchObject({
      details: { fault: 'truncated', line: 2 },
    });
    rmSync(file);
    await expect(knowing.read()).rejects.toMatchObject({ details: { fault: 'truncated', line: 1 } });
  });

  it('waits for whoever writes, also within one process', async () => {
    await filled();
    const lock = acquireLock(dirname(file));
    const waiting = open().append({ tag: 'dd'.repeat(32), reason: 'member' });
    await expect(open().read()).resolves.toHaveLength(3);
    lock.release();
    await expect(waiting).resolves.toMatchObject({ seq: 3 });
    const more = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(64, '0'));
    await Promise.all(more.map((tag) => open().append({ tag, reason: 'member' })));
    expect(verifyLedger(splitLedger(text()))).toMatchObject({ count: 24, fault: undefined });
  });
});

describe('processes that write at once', () => {
  /** @returns What was acknowledged. @param count Ends by itself after so many, else by kill -9 after ten. */
  async function appender(count?: number): Promise<string[]> {
    const args = [join(ROOT, 'test/bench/run.mjs'), 'product/ledger-appender', dataDir];
    if (count !== undefined) args.push(String(count));
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    const told: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'up') continue;
      told.push(line);
      if (count === undefined && told.length === 10) child.kill('SIGKILL');
    }
    return told;
  }

  it('never follow the same line', async () => {
    const [ones, others] = await Promise.all([appender(60), appender(60)]);
    const tombstones = await open().read();
    expect(tombstones.map(({ tag }) => tag).sort()).toEqual([...ones, ...others].sort());
    expect(tombstones).toHaveLength(120);
  });

  it('lose nothing that was acknowledged when they are killed', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round += 1) acknowledged.push(...(await appender()));
    const known = new Set((await open().read()).map(({ tag }) => tag));
    expect(acknowledged.length).toBeGreaterThanOrEqual(30);
    expect(acknowledged.filter((tag) => !known.has(tag))).toEqual([]);
  });
});
