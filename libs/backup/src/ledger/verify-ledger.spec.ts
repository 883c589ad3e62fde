import { describe, expect, it } from 'vitest';
import { EMPTY_HEAD, formatTombstone, hashLine } from './ledger-line.js';
import { splitLedger, verifyLedger } from './verify-ledger.js';

/** @returns The lines of a ledger of so many erasures. */
function aLedger(count: number): string[] {
  const lines: string[] = [];
  for (let seq = 0; seq < count; seq += 1) {
    const previous = seq === 0 ? EMPTY_HEAD : hashLine(lines[seq - 1] ?? '');
    const at = new Date(Date.UTC(2026, 0, 1 + seq)).toISOString();
    const tag = seq.toString(16).padStart(32, '0');
    lines.push(formatTombstone({ seq, at, tag, reason: 'member', previous }));
  }
  return lines;
}

const headOf = (lines: readonly string[]) => ({
  count: lines.length,
  head: lines.length === 0 ? EMPTY_HEAD : hashLine(lines.at(-1) ?? ''),
});

describe('a ledger', () => {
  const lines = aLedger(5);

  it('is whole as it was written, and says where it ends', () => {
    expect(verifyLedger(lines, [headOf(lines), headOf(lines.slice(0, 2)), headOf([])])).toMatchObject({
      ...headOf(lines),
      fault: undefined,
    });
    expect(verifyLedger([])).toEqual({ count: 0, head: EMPTY_HEAD, tombstones: [], fault: undefined });
  });

  it('shows a line that is gone, and those before it', () => {
    for (let seq = 0; seq < 4; seq += 1) {
      const report = verifyLedger(lines.toSpliced(seq, 1));
      expect(report).toMatchObject({ count: seq, fault: { kind: 'gap', seq } });
    }
  });

  it('shows two lines that changed places', () => {
    const [first = '', second = '', ...rest] = lines;
    expect(verifyLedger([second, first, ...rest]).fault).toEqual({ kind: 'gap', seq: 0 });
  });

  it('shows a changed line by the one behind it, and the last one by a head from elsewhere', () => {
    for (let seq = 0; seq < 5; seq += 1) {
      const changed = lines.with(seq, (lines[seq] ?? '').replace('"member"', '"manager"'));
      expect(verifyLedger(changed, [headOf(lines)]).fault).toMatchObject({
        kind: seq === 4 ? 'rewritten' : 'broken',
      });
    }
  });

  it('shows that it lost its end only where somebody knows how far it went', () => {
    const shorter = lines.slice(0, 3);
    expect(verifyLedger(shorter).fault).toBeUndefined();
    expect(verifyLedger(shorter, [headOf(lines)]).fault).toEqual({ kind: 'truncated', seq: 3 });
    expect(verifyLedger([], [headOf(lines)]).fault).toEqual({ kind: 'truncated', seq: 0 });
  });

  it('has lines in one form alone', () => {
    const [line = ''] = lines;
    const others = ['', 'x', '{}', `${line} `, line.replace(':', ': '), line.replace('}', ',"name":"Ada"}'), '\0'];
    for (const other of others) expect(verifyLedger([other]).fault).toEqual({ kind: 'unreadable', seq: 0 });
  });

  it('counts what ends in a newline, and leaves half a line aside', () => {
    const text = lines.map((line) => `${line}\n`).join('');
    expect(splitLedger(text)).toEqual(lines);
    expect(splitLedger(`${text}${lines[0]?.slice(0, 20)}`)).toEqual(lines);
    expect(splitLedger(text.slice(0, -1))).toEqual(lines.slice(0, 4));
    expect(splitLedger('')).toEqual([]);
  });
});
