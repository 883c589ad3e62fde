import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { acquireLock } from '@hearthlore/machine';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EMPTY_HEAD, formatTombstone, hashLine } from '../ledger/ledger-line.js';
import { ledgerFile } from '../ledger/file-erasure-ledger.js';
import { InMemoryTarget } from '../testing/in-memory-target.js';
import { assertLedgerGoesOn, copyLedger, TARGET_LEDGER } from './copy-ledger.js';

let dataDir: string;
let file: string;
let target: InMemoryTarget;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-copy-'));
  file = ledgerFile(dataDir);
  target = new InMemoryTarget();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const copied = () => target.files.get(TARGET_LEDGER)?.toString();

it('puts the ledger beside the backups, an empty one too, without a line that was never acknowledged', async () => {
  await copyLedger(file, target);
  expect(copied()).toBe('');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '{"seq":0}\n{"seq":1');
  await copyLedger(file, target);
  expect(copied()).toBe('{"seq":0}\n');
});

it('never puts an older one over what somebody is appending and copying', async () => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '{"seq":0}\n');
  target.files.set(TARGET_LEDGER, Buffer.from('{"seq":0}\n{"seq":1}\n'));
  const lock = acquireLock(dirname(file));
  await copyLedger(file, target);
  expect(copied()).toBe('{"seq":0}\n{"seq":1}\n');
  lock.release();
});

/** A ledger of so many erasures. */
function ledgerOf(count: number): string {
  let [text, previous] = ['', EMPTY_HEAD];
  for (let seq = 0; seq < count; seq += 1) {
    const line = formatTombstone({ seq, at: '2026-01-01T00:00:00.000Z', tag: `0${seq}`, reason: 'member', previous });
    [text, previous] = [`${text}${line}\n`, hashLine(line)];
  }
  return text;
}

it.each([
  ['is gone', ''],
  ['lost its end', ledgerOf(1)],
  ['is damaged', ledgerOf(2).replace('"tag":"01"', '"tag":"07"')],
])('never takes an erasure from the target where the ledger here %s', async (_what, here) => {
  target.files.set(TARGET_LEDGER, Buffer.from(ledgerOf(2)));
  if (here !== '') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, here);
  }
  await expect(assertLedgerGoesOn(file, target)).rejects.toMatchObject({ code: 'ledger.behind-target' });
  await expect(copyLedger(file, target)).rejects.toMatchObject({ code: 'ledger.behind-target' });
  expect(copied()).toBe(ledgerOf(2));
  writeFileSync(file, ledgerOf(3));
  await copyLedger(file, target);
  expect(copied()).toBe(ledgerOf(3));
});

it('puts a whole ledger over one at the target that is damaged', async () => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, ledgerOf(2));
  target.files.set(TARGET_LEDGER, Buffer.from(`${ledgerOf(1)}{}\n`));
  await copyLedger(file, target);
  expect(copied()).toBe(ledgerOf(2));
});
