import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { acquireLock } from '@hearthlore/machine';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ledgerFile } from '../ledger/file-erasure-ledger.js';
import { InMemoryTarget } from '../testing/in-memory-target.js';
import { copyLedger, TARGET_LEDGER } from './copy-ledger.js';

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
  mkdirSync(dirname(file));
  writeFileSync(file, '{"seq":0}\n{"seq":1');
  await copyLedger(file, target);
  expect(copied()).toBe('{"seq":0}\n');
});

it('never puts an older one over what somebody is appending and copying', async () => {
  mkdirSync(dirname(file));
  writeFileSync(file, '{"seq":0}\n');
  target.files.set(TARGET_LEDGER, Buffer.from('{"seq":0}\n{"seq":1}\n'));
  const lock = acquireLock(dirname(file));
  await copyLedger(file, target);
  expect(copied()).toBe('{"seq":0}\n{"seq":1}\n');
  lock.release();
});
