import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SetupCode } from './setup-code.js';

it('an empty set-up code file lets nobody in, and the next start makes a code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-code-'));
  const file = join(folder, 'setup-code');
  writeFileSync(file, '\n');
  const code = new SetupCode(file, undefined);
  expect(['', '-', ' '].some((typed) => code.verify(typed))).toBe(false);
  code.ensure();
  expect(code.verify(readFileSync(file, 'utf8'))).toBe(true);
  rmSync(folder, { recursive: true });
});
