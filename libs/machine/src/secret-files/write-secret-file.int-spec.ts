import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeSecretFile } from './write-secret-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-secret-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a secret is written whole, for its owner alone, over what a killed start left', () => {
  const file = join(folder, 'master.key');
  writeFileSync(`${file}.new`, 'half', { mode: 0o444 });
  writeSecretFile(file, 'the secret', 0o400);
  expect(readFileSync(file, 'utf8')).toBe('the secret\n');
  expect(statSync(file).mode & 0o777).toBe(0o400);
  expect(readdirSync(folder)).toEqual(['master.key']);
});
