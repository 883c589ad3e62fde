import { assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IncompleteExportError } from '../audit.errors.js';
import { signCheckpoint } from '../checkpoints/checkpoint.js';
import { NoteSigner } from '../checkpoints/note-key.js';
import { canonicalEntry, parseEntry } from '../entries/audit-entry.js';
import type { ExportLine, ExportLineOf } from '../reports/export-line.js';
import { leafHash } from '../tree/merkle-hash.js';
import { frontierOf } from '../tree/merkle-tree.js';
import { LogVerification, type VerificationReport } from './log-verification.js';

type Row = ExportLineOf<'entry'>;
const signer = new NoteSigner('hearthlore/audit/1', new Uint8Array(32).fill(7));
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const tag = (seq: number): string => (seq % 5).toString(16).repeat(32);

function aRow(seq: number, reqId = 'honest'): Row {
  const fields = { action: 'session.started', actor: tag(seq), object: null, network: null, result: 'ok' } as const;
  const entry = canonicalEntry({ ...fields, reqId, seq, ts: '2026-11-21T10:00:00.000Z' });
  return { kind: 'entry', seq, leaf: base64(leafHash(entry)), entry, actor: tag(seq), object: null };
}

const rowsOf = (size: number, reqId?: string): Row[] => Array.from({ length: size }, (_, seq) => aRow(seq, reqId));

function checkpointOf(rows: readonly Row[], size = rows.length, by = signer): string {
  const leaves = rows.slice(0, size).map(({ leaf }) => new Uint8Array(Buffer.from(leaf, 'base64')));
  return signCheckpoint({ size, root: frontierOf(leaves).root() }, by);
}

interface Log {
  readonly rows: readonly Row[];
  readonly notes?: readonly string[];
  readonly size?: number;
}

function verify({ rows, notes = [], size = rows.length }: Log, anchors: readonly string[] = []): VerificationReport {
  const verification = new LogVerification(anchors);
  const lines: ExportLine[] = [
    { kind: 'log', origin: signer.verifier.name, verifierKey: String(signer.verifier), size },
    ...notes.map((note) => ({ kind: 'checkpoint', note }) as const),
    ...rows,
    { kind: 'end', entries: rows.length },
  ];
  for (const line of lines) verification.add(line);
  return verification.finish();
}

const honest = rowsOf(700);
const notes = [256, 512, 700].map((size) => checkpointOf(honest, size));
const changed = (at: number, change: (row: Row) => Row): Row[] =>
  honest.map((row, index) => (index === at ? change(row) : row));

describe('a log that nobody touched', () => {
  it('is whole, with entries that no checkpoint has yet and anchors from before', () => {
    expect(
      verify({ rows: [...honest, aRow(700)], notes }, [checkpointOf(honest, 300), checkpointOf(honest, 0)]),
    ).toEqual({
      isWhole: true,
      entries: 701,
      signedUpTo: 700,
      checkpoints: 3,
      otherKeys: 0,
      anchors: 2,
      emptied: 0,
      givenUp: 0,
      firstBad: undefined,
      findings: [],
    });
    expect(verify({ rows: [] }).isWhole).toBe(true);
  });

  it('is whole under a key that came after the loss of another, which is told', () => {
    const former = new NoteSigner(signer.verifier.name, new Uint8Array(32).fill(8));
    const report = verify({ rows: honest, notes: [checkpointOf(honest, 300, former), checkpointOf(honest)] });
    expect(report).toMatchObject({ isWhole: true, otherKeys: 1, signedUpTo: 700 });
  });
});

describe('a log that was restored from a backup', () => {
  const fields = { actor: null, object: null, network: null, reqId: null, result: 'ok' } as const;
  const mark = canonicalEntry({
    ...fields,
    action: 'installation.restored',
    seq: 600,
    ts: '2026-11-21T10:00:00.000Z',
  });
  const marked: Row = {
    kind: 'entry',
    seq: 600,
    leaf: base64(leafHash(mark)),
    entry: mark,
    actor: null,
    object: null,
  };
  const other = rowsOf(700, 'later').slice(601);
  const restored = [...honest.slice(0, 600), marked, ...other];

  it('is whole, and tells which checkpoints are of the end that was given up', () => {
    const report = verify({ rows: restored, notes: [checkpointOf(restored)] }, [
      checkpointOf(honest, 512),
      checkpointOf(honest, 650),
      checkpointOf(honest, 700),
    ]);
    expect(report).toMatchObject({ isWhole: true, anchors: 3, givenUp: 2 });
    const shorter = verify({ rows: restored.slice(0, 620) }, [checkpointOf(honest, 700)]);
    expect(shorter).toMatchObject({ isWhole: true, givenUp: 1 });
  });

  it('is not whole where it differs before that, or from a checkpoint of its own', () => {
    const changedBefore = restored.map((row) => (row.seq === 300 ? aRow(300, 'forged') : row));
    expect(verify({ rows: changedBefore }, [checkpointOf(honest, 512)])).toMatchObject({ isWhole: false, givenUp: 0 });
    expect(verify({ rows: restored, notes: [checkpointOf(honest, 650)] })).toMatchObject({ isWhole: false });
  });
});

describe('a log that somebody changed', () => {
  it.each<[string, Log, number, string]>([
    [
      'one letter',
      { rows: changed(300, (row) => ({ ...row, entry: row.entry!.replace('ok', 'refused') })) },
      300,
      'altered',
    ],
    ['one hash', { rows: changed(300, (row) => ({ ...row, leaf: aRow(9).leaf })) }, 300, 'altered'],
    ['a text gone', { rows: changed(300, (row) => ({ ...row, entry: null })) }, 300, 'emptied'],
    ['a column', { rows: changed(300, (row) => ({ ...row, actor: tag(1) })) }, 300, 'misfiled'],
    ['an entry and its hash', { rows: changed(300, () => aRow(300, 'forged')) }, 256, 'rewritten'],
    ['one row gone', { rows: honest.toSpliced(300, 1), size: 700 }, 300, 'missing'],
    [
      'one row gone and the rest renumbered',
      { rows: honest.toSpliced(300, 1).map((row, seq) => ({ ...row, seq })), size: 699 },
      300,
      'misplaced',
    ],
    [
      'two rows exchanged',
      { rows: changed(300, () => ({ ...aRow(301), seq: 300 })).with(301, { ...aRow(300), seq: 301 }) },
      300,
      'misplaced',
    ],
    ['the order of rows', { rows: honest.with(300, aRow(301)).with(301, aRow(300)) }, 300, 'missing'],
    ['the end cut off', { rows: honest.slice(0, 600) }, 600, 'truncated'],
    ['the end cut off, the head not', { rows: honest.slice(0, 600), size: 700 }, 600, 'truncated'],
    ['another end', { rows: [...honest.slice(0, 600), ...rowsOf(700, 'forged').slice(600)] }, 512, 'rewritten'],
    ['everything', { rows: rowsOf(700, 'forged') }, 0, 'rewritten'],
  ])('is found out: %s', (_, log, firstBad, kind) => {
    const report = verify({ notes, ...log });
    expect(report).toMatchObject({ isWhole: false, firstBad });
    expect(report.findings.map((finding) => finding.kind)).toContain(kind);
    expect(verify(log, notes)).toMatchObject({ isWhole: false, firstBad });
  });

  it('is found out by a checkpoint kept elsewhere, when the log was signed anew with the right key', () => {
    const anchor = checkpointOf(honest, 650);
    const fork = [...honest.slice(0, 400), ...rowsOf(700, 'forged').slice(400)];
    const signedAnew = { rows: fork, notes: [256, 512, 700].map((size) => checkpointOf(fork, size)) };
    expect(verify(signedAnew).isWhole).toBe(true);
    expect(verify(signedAnew, [anchor]).findings).toEqual([
      { kind: 'rewritten', seq: 0, until: 650, against: 'anchor' },
    ]);
    expect(verify(signedAnew, [checkpointOf(honest, 350), anchor])).toMatchObject({ firstBad: 350 });
    const cut = { rows: honest.slice(0, 600), notes: [checkpointOf(honest, 600)] };
    expect(verify(cut).isWhole).toBe(true);
    expect(verify(cut, [anchor])).toMatchObject({ isWhole: false, firstBad: 600 });
  });

  it('is found out by signatures that do not fit', () => {
    const forged = checkpointOf(honest).replace('700', '699');
    expect(verify({ rows: honest, notes: [forged] }).findings).toMatchObject([{ kind: 'forged' }]);
    const other = new NoteSigner('hearthlore/audit/2', new Uint8Array(32).fill(7));
    expect(verify({ rows: honest }, [checkpointOf(honest, 700, other)]).findings).toMatchObject([{ kind: 'foreign' }]);
    expect(verify({ rows: honest }, ['no note']).findings).toMatchObject([{ kind: 'forged' }]);
  });

  it('is found out whatever the change and wherever it is', () => {
    const size = 13;
    const rows = rowsOf(size);
    const anchor = checkpointOf(rows);
    const kinds = constantFrom('flip', 'replace', 'delete', 'swap', 'truncate', 'insert', 'renumber');
    assert(
      property(kinds, integer({ min: 0, max: size - 1 }), integer({ min: 0, max: 60 }), (kind, at, byte) => {
        const tampered = tamper(rows, kind, at, byte);
        const lengths = { rows: tampered, size: tampered.length };
        expect(verify(lengths, [anchor]).isWhole).toBe(false);
        const signedAnew = { ...lengths, notes: [checkpointOf(tampered)] };
        expect(verify(signedAnew, [anchor]).isWhole).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a log whose old texts the retention rule took', () => {
  const day = 86_400_000;
  const written = Date.parse('2026-11-21T10:00:00.000Z');
  const at = (days: number): Date => new Date(written + days * day);
  const emptied = (until: number, rows: readonly Row[] = honest): Row[] =>
    rows.map((row) => (row.seq < until ? { ...row, entry: null, actor: null, object: null } : row));

  function verifyAt(rows: readonly Row[], now: Date, bodyDays: number | null, told?: number): VerificationReport {
    const verification = new LogVerification([checkpointOf(honest)], { now, bodyDays: told });
    const { name } = signer.verifier;
    verification.add({ kind: 'log', origin: name, verifierKey: String(signer.verifier), size: rows.length, bodyDays });
    for (const row of rows) verification.add(row);
    verification.add({ kind: 'end', entries: rows.length });
    return verification.finish();
  }

  it('is whole while the first text that is left is older than the rule', () => {
    expect(verifyAt(emptied(300), at(730), 730)).toMatchObject({ isWhole: true, emptied: 300 });
    expect(verifyAt(emptied(300), at(500), 730, 400)).toMatchObject({ isWhole: true, emptied: 300 });
  });

  it.each<[string, Row[], Date, number | null]>([
    ['younger than the rule', emptied(300), at(700), 730],
    ['of a log that has no rule', emptied(300), at(9000), null],
    ['to the very end', emptied(700), at(9000), 730],
  ])('is not whole with texts gone %s', (_, rows, now, bodyDays) => {
    const report = verifyAt(rows, now, bodyDays);
    expect(report).toMatchObject({ isWhole: false, firstBad: 0 });
    expect(report.findings).toMatchObject([{ kind: 'emptied', seq: 0 }]);
  });

  it('is not whole with one text gone after the first that is left, nor with a leaf that is another', () => {
    const one = emptied(300).with(400, { ...emptied(700)[400]! });
    expect(verifyAt(one, at(9000), 730)).toMatchObject({ isWhole: false, firstBad: 400 });
    const other = emptied(300).with(7, { ...emptied(300)[7]!, leaf: aRow(9).leaf });
    expect(verifyAt(other, at(9000), 730).isWhole).toBe(false);
  });
});

it('half an export says nothing', () => {
  const verification = new LogVerification();
  for (const row of honest) verification.add(row);
  expect(() => verification.finish()).toThrow(IncompleteExportError);
});

function tamper(rows: readonly Row[], kind: string, at: number, byte: number): Row[] {
  const row = rows[at]!;
  const other = (at + 1) % rows.length;
  if (kind === 'delete') return rows.toSpliced(at, 1);
  if (kind === 'truncate') return rows.slice(0, at);
  if (kind === 'swap') return rows.with(at, rows[other]!).with(other, row);
  if (kind === 'insert') return rows.toSpliced(at, 0, row);
  if (kind === 'renumber') return rows.toSpliced(at, 1).map((one, seq) => consistent({ ...one, seq }));
  if (kind === 'replace') return rows.with(at, aRow(at, 'forged'));
  const text = row.entry!;
  const place = byte % text.length;
  const flipped = text.slice(0, place) + String.fromCharCode(text.charCodeAt(place) ^ 1) + text.slice(place + 1);
  return rows.with(at, { ...row, entry: flipped });
}

/** As somebody would write it who knows how the log works. */
function consistent(row: Row): Row {
  const entry = parseEntry(row.entry ?? '');
  if (entry === undefined) return row;
  const text = canonicalEntry({ ...entry, seq: row.seq });
  return { ...row, entry: text, leaf: base64(leafHash(text)) };
}
