import { describe, expect, it } from 'vitest';
import { EMPTY_HEAD, formatTombstone, hashLine } from '../ledger/ledger-line.js';
import { chooseLedger } from './ledger-choice.js';

/** @returns The text of a ledger in which these were erased. */
function aLedger(tags: string): string {
  const lines: string[] = [];
  for (const [seq, letter] of Array.from(tags).entries()) {
    const previous = seq === 0 ? EMPTY_HEAD : hashLine(lines[seq - 1] ?? '');
    const at = new Date(Date.UTC(2026, 0, 1 + seq)).toISOString();
    lines.push(formatTombstone({ seq, at, tag: letter.repeat(32), reason: 'member', previous }));
  }
  return lines.map((line) => `${line}\n`).join('');
}

const headOf = (text: string) => {
  const lines = text.split('\n').slice(0, -1);
  return { count: lines.length, head: lines.length === 0 ? EMPTY_HEAD : hashLine(lines.at(-1) ?? '') };
};

const erased = (choice: ReturnType<typeof chooseLedger>) => choice.tombstones.map(({ tag }) => tag[0]).join('');

describe('the ledger of a restore', () => {
  it('is the newest one, where it goes on from that of the backup', () => {
    for (const tags of ['ab', 'abc', 'abcdef']) {
      const choice = chooseLedger(aLedger('ab'), aLedger(tags), [headOf(aLedger('a'))]);
      expect(choice).toMatchObject({ fault: undefined, ledger: aLedger(tags), others: [] });
      expect(erased(choice)).toBe(tags);
    }
    expect(chooseLedger('', '').fault).toBeUndefined();
  });

  it.each([
    ['there is none', 'ab', undefined, [], 'missing', 'ab'],
    ['it is shorter than that of the backup', 'abc', aLedger('ab'), [], 'truncated', 'abc'],
    ['it is another one', 'ab', aLedger('def'), [], 'rewritten', 'defab'],
    ['a newer backup knows more', 'ab', aLedger('abc'), [headOf(aLedger('abcd'))], 'truncated', 'abc'],
    ['a line is missing', 'ab', aLedger('abcd').split('\n').toSpliced(2, 1).join('\n'), [], 'gap', 'ab'],
    ['a line was changed', 'ab', aLedger('abcd').replace('c'.repeat(32), 'e'.repeat(32)), [], 'broken', 'abe'],
  ] as const)('has a gap where %s, and is what is known all the same', (_, archived, newest, known, fault, all) => {
    const choice = chooseLedger(aLedger(archived), newest, known);
    expect(choice.fault).toBe(fault);
    expect(erased(choice)).toBe(all);
  });

  it('that goes on is whole in itself, whatever was wrong with the newest', () => {
    const choice = chooseLedger(aLedger('abc'), aLedger('de'));
    expect(choice.ledger).toBe(aLedger('abc'));
    expect(choice.others.map(({ tag }) => tag[0])).toEqual(['d', 'e']);
  });
});
