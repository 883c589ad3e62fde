import { type Finding, FindingKind, type VerificationReport } from '@hearthlore/audit';

const TEXTS = {
  [FindingKind.altered]: 'its text is not the one that was written',
  [FindingKind.emptied]: 'its text is gone',
  [FindingKind.unreadable]: 'its text is no entry',
  [FindingKind.misplaced]: 'another entry lies in its place',
  [FindingKind.misfiled]: 'it is filed under somebody else',
  [FindingKind.missing]: 'it is missing, or out of its order',
  [FindingKind.truncated]: 'the log ends here, and went further once',
  [FindingKind.rewritten]: 'from here on, what was signed is not what is there',
  [FindingKind.forged]: 'a checkpoint of this size has no good signature',
  [FindingKind.foreign]: 'a checkpoint of this size is of another log',
} as const satisfies Record<FindingKind, string>;
/** More would hide the first one. */
const SHOWN = 10;

/** What a person reads. */
export function describeReport(report: VerificationReport): string {
  const { entries, checkpoints, anchors, signedUpTo, otherKeys, findings } = report;
  const kept = anchors === 0 ? '' : `, ${anchors} kept elsewhere`;
  const lines = [`${entries} entries, ${checkpoints} checkpoints${kept}.`];
  if (report.emptied > 0)
    lines.push(
      `The first ${report.emptied} entries have no text any more, only their hashes: the retention rule takes it.`,
    );
  if (otherKeys > 0)
    lines.push(`${otherKeys} checkpoints bear another key: expected after a lost master key, and at no other time.`);
  if (report.givenUp > 0)
    lines.push(
      `${report.givenUp} checkpoints kept elsewhere are of entries that a restore from a backup gave up: expected after a ` +
        'restore that you know of, and at no other time.',
    );
  if (report.isWhole) {
    lines.push(`The log is whole. Signed up to entry ${signedUpTo}.`);
    if (anchors === 0)
      lines.push('Without a checkpoint kept elsewhere (--against), a log made up anew looks the same.');
  } else {
    lines.push(`THE LOG WAS CHANGED. First bad entry: ${report.firstBad}`);
    lines.push(...findings.slice(0, SHOWN).map(describeFinding));
    if (findings.length > SHOWN) lines.push(`  and ${findings.length - SHOWN} more`);
  }
  return lines.join('\n');
}

function describeFinding({ kind, seq, until, against }: Finding): string {
  const where = until === undefined ? `${seq}` : `${seq} to ${until - 1}`;
  return `  ${where}: ${TEXTS[kind]}${against === 'anchor' ? ' (checkpoint kept elsewhere)' : ''}`;
}
