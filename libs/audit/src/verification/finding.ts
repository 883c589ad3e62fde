/** What is wrong with a log. */
export const FindingKind = {
  /** The text of an entry is not the one that the leaf was made of. */
  altered: 'altered',
  /** The text is gone. */
  emptied: 'emptied',
  /** The text is no entry. */
  unreadable: 'unreadable',
  /** An entry lies where another one has to be. */
  misplaced: 'misplaced',
  /** The columns that a member's own entries are found by say something else than the entry. */
  misfiled: 'misfiled',
  missing: 'missing',
  /** The log ends before it has what was signed. */
  truncated: 'truncated',
  /** The first entries are not those that were signed. */
  rewritten: 'rewritten',
  /** A checkpoint that the log’s key did not sign. */
  forged: 'forged',
  /** A checkpoint of another log. */
  foreign: 'foreign',
} as const;
export type FindingKind = (typeof FindingKind)[keyof typeof FindingKind];

export interface Finding {
  readonly kind: FindingKind;
  /** Number of the entry; where only a range is known, the first of it. */
  readonly seq: number;
  /** Where only a range is known: the number after its last. */
  readonly until?: number;
  /** Which statement it contradicts: one of the log's own or one that was kept elsewhere. */
  readonly against?: 'checkpoint' | 'anchor';
}

/** @returns The first entry that is wrong; of a range the first, unless a single one in it explains it. */
export function firstBad(findings: readonly Finding[]): number | undefined {
  const exact = findings.filter(({ until }) => until === undefined).map(({ seq }) => seq);
  const unexplained = findings
    .filter(({ seq, until = seq }) => !exact.some((one) => one >= seq && one < until))
    .map(({ seq }) => seq);
  const all = [...exact, ...unexplained];
  return all.length === 0 ? undefined : Math.min(...all);
}
