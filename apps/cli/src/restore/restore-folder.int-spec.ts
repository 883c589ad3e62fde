import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assertRestored, RestoreFolder } from './restore-folder.js';

let path: string;
let folder: RestoreFolder;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'hearthlore-folder-'));
  folder = new RestoreFolder(path);
});

afterEach(() => rmSync(path, { recursive: true, force: true }));

it('is unfinished from the first moment to the last, and nothing starts in it meanwhile', () => {
  expect(() => assertRestored(path)).not.toThrow();
  folder.begin('backup.age');
  expect(() => assertRestored(path)).toThrow(/did not end.*again: it starts over/s);
  folder.write('ledger', 'erasures.jsonl', 'one\ntwo\n');
  folder.finish();
  expect(() => assertRestored(path)).not.toThrow();
  expect(readFileSync(join(path, 'ledger', 'erasures.jsonl'), 'utf8')).toBe('one\ntwo\n');
});

it('is begun anew where a restore was cut short, without what that wrote', () => {
  folder.begin('backup.age');
  folder.write('ledger', 'erasures.jsonl', 'of the other one\n');
  folder.begin('newer.age');
  expect(readdirSync(path)).toEqual(['restore-unfinished']);
  expect(RestoreFolder.findUnfinished(path)).toBe('newer.age');
});

it.each([
  ['the master key alone', ['secrets/master.key'], true],
  ['a lock', ['lock'], true],
  ['a cluster', ['postgres/PG_VERSION'], false],
  ['a pointer to one', ['postgres-location'], false],
  ['any other secret', ['secrets/worker.key'], false],
  ['a ledger', ['ledger/erasures.jsonl'], false],
])('with %s counts as it should', (_, files, isEmpty) => {
  for (const file of files) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), 'x');
  }
  if (isEmpty) expect(() => folder.begin('backup.age')).not.toThrow();
  else expect(() => folder.begin('backup.age')).toThrow(/not empty/);
});
