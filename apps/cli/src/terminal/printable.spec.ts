import { describe, expect, it } from 'vitest';
import { oneLine, printable, table } from './printable.js';

describe('text of others in a terminal', () => {
  it('cannot steer the terminal', () => {
    expect(printable('a\u001b[2J\u001b]0;title\u0007b\u009b31mc\rd')).toBe('a[2J]0;titleb31mcd');
    expect(printable('rent\u202efdp.exe\u202c')).toBe('rentfdp.exe');
  });

  it('keeps lines and tabs, and letters of every script', () => {
    expect(printable('Grüße\n\tहिन्दी 東京 👩‍👧')).toBe('Grüße\n\tहिन्दी 東京 👩‍👧');
    expect(oneLine(' a\n\n b\t c ')).toBe('a b c');
  });

  it('lines up columns', () => {
    expect(
      table([
        ['a', 'long', 'x'],
        ['bcd', 'é', ''],
      ]),
    ).toBe('a    long  x\nbcd  é');
    expect(table([])).toBe('');
  });
});
