import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileErasureLedger, ledgerFile } from '@hearthlore/backup';
import { ManualClock } from '@hearthlore/kernel/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkLedger, describeLedger, summaryOf } from './ledger-report.js';

let dataDir: string;
let copy: string;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-ledger-'));
  copy = join(dataDir, 'ledger.jsonl');
  const ledger = new FileErasureLedger({ dataDir, clock: new ManualClock() });
  for (const tag of ['aa', 'bb', 'cc']) await ledger.append({ tag, reason: 'member' });
  copyFileSync(ledgerFile(dataDir), copy);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const check = async (copies: readonly string[] = [], erased = 3) => {
  const report = await checkLedger({ file: undefined, copies, dataDir, erased });
  return report ?? expect.unreachable();
};
const keepLines = (from: number, to: number): void => {
  const lines = readFileSync(copy, 'utf8').split('\n').slice(from, to);
  writeFileSync(ledgerFile(dataDir), lines.map((line) => `${line}\n`).join(''));
};

it('the ledger is whole as it was written, and says so', async () => {
  const report = await check([copy]);
  expect(summaryOf(report)).toMatchObject({ count: 3, isWhole: true });
  expect(describeLedger(report)).toMatch(/^The ledger of erasures is whole: 3 lines/);
});

it('a line that is gone is told, in the middle by the ledger itself', async () => {
  keepLines(1, 3);
  expect(describeLedger(await check())).toContain('Line 1 is not the one that belongs there');
});

it('a lost end is told by a copy, and by the audit log, that knows of more', async () => {
  keepLines(0, 2);
  expect(describeLedger(await check([], 2))).toContain('whole');
  for (const report of [await check([copy], 0), await check([], 3)])
    expect(describeLedger(report)).toBe('THE LEDGER OF ERASURES WAS CHANGED. Line 3 is missing, and was there once.');
});

it('a ledger that is gone as a whole is told on the server, where the audit log knows of erasures', async () => {
  rmSync(ledgerFile(dataDir));
  mkdirSync(join(dataDir, 'audit'));
  expect((await check([], 1)).fault).toEqual({ kind: 'truncated', seq: 0 });
  expect((await check([], 0)).fault).toBeUndefined();
});

it('without a ledger here there is nothing to say, unless somebody named one', async () => {
  rmSync(ledgerFile(dataDir));
  await expect(checkLedger({ file: undefined, copies: [], dataDir, erased: 3 })).resolves.toBeUndefined();
  await expect(checkLedger({ file: undefined, copies: [copy], dataDir, erased: 3 })).rejects.toThrow(
    'There is no file',
  );
  writeFileSync(copy, 'x\n');
  await expect(checkLedger({ file: copy, copies: [copy], dataDir, erased: 0 })).rejects.toThrow('no whole ledger');
});
