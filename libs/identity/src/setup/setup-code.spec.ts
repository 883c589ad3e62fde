import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SetupCode } from './setup-code.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-code-'));
  file = join(folder, 'setup-code');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const written = (): string => readFileSync(file, 'utf8').trim();

function aCode(fixed?: string): SetupCode {
  const code = new SetupCode(file, fixed);
  code.ensure();
  return code;
}

function fails(code: SetupCode, times: number): void {
  for (let i = 0; i < times; i += 1) expect(code.verify('WRONG-WRONG-WRONG')).toBe(false);
}

describe('the set-up code', () => {
  it('is twelve characters that cannot be mistaken for others, and another one everywhere', () => {
    aCode();
    expect(written()).toMatch(/^(?:[A-HJ-NP-Z2-9]{4}-){2}[A-HJ-NP-Z2-9]{4}$/);
    const first = written();
    rmSync(file);
    aCode();
    expect(written()).not.toBe(first);
  });

  it('can be read by nobody else', () => {
    aCode();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('closes a file that was open to others when it writes a new code', () => {
    const code = aCode();
    chmodSync(file, 0o644);
    fails(code, 5);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('stays the same over restarts', () => {
    aCode();
    const first = written();
    expect(aCode().verify(first)).toBe(true);
    expect(written()).toBe(first);
  });

  it('may be typed in small letters, without dashes, with spaces', () => {
    const code = aCode('ABCD-EFGH-2345');
    for (const typed of ['ABCD-EFGH-2345', 'abcdefgh2345', ' abcd efgh 2345 ']) expect(code.verify(typed)).toBe(true);
  });

  it.each(['', '-', 'ABCD', 'ABCD-EFGH-2346', 'ABCD-EFGH-23455'])('is not %j', (typed) => {
    expect(aCode('ABCD-EFGH-2345').verify(typed)).toBe(false);
  });

  it('survives four wrong tries and not the fifth', () => {
    const code = aCode();
    const first = written();
    fails(code, 4);
    expect(code.verify(first)).toBe(true);
    fails(code, 5);
    expect(written()).not.toBe(first);
    expect(code.verify(first)).toBe(false);
    expect(code.verify(written())).toBe(true);
  });

  it('counts wrong tries in a row alone', () => {
    const code = aCode();
    const first = written();
    fails(code, 4);
    expect(code.verify(first)).toBe(true);
    fails(code, 4);
    expect(written()).toBe(first);
  });

  it('is what the operator chose, even where a random one lies already', () => {
    aCode();
    expect(aCode('CHOSEN-BY-HAND').verify('chosen by hand')).toBe(true);
    expect(written()).toBe('CHOSEN-BY-HAND');
  });

  it('is not guessed through though the operator chose it', () => {
    const code = aCode('CHOSEN-BY-HAND');
    fails(code, 5);
    expect(code.verify('CHOSEN-BY-HAND')).toBe(false);
  });

  it('is gone once it was used, and then nothing is right', () => {
    const code = aCode();
    const first = written();
    code.discard();
    code.discard();
    expect(existsSync(file)).toBe(false);
    expect(code.verify(first)).toBe(false);
    expect(code.verify('')).toBe(false);
  });

  it('is not empty because its file is', () => {
    writeFileSync(file, '');
    const code = aCode();
    expect(code.verify('')).toBe(false);
  });
});
