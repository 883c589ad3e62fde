import { z } from 'zod';

const counts = z.record(z.string(), z.number());
export const runSchema = z.object({ at: z.string(), counts, waiting: z.number() });
export const previewSchema = runSchema.extend({
  inSevenDays: counts,
  inThirtyDays: counts,
  steadyAt: z.string().nullable(),
});
export const rulesSchema = z.object({
  rules: z.array(
    z.object({
      kind: z.string(),
      days: z.number().nullable(),
      suggestedDays: z.number().nullable(),
      bitesFrom: z.string().nullable(),
    }),
  ),
});

type Counts = z.output<typeof counts>;

/** What a person reads. */
export function describePreview(preview: z.output<typeof previewSchema>): string {
  const { inSevenDays, inThirtyDays, steadyAt } = preview;
  const rows = Object.entries(preview.counts).map(([kind, now]) =>
    row(kind, now, inSevenDays[kind] ?? 0, inThirtyDays[kind] ?? 0),
  );
  const lines = [row('', 'now', '7 days', '30 days'), ...rows, waitingLine(preview.waiting)];
  if (steadyAt !== null)
    lines.push(`The clock made a leap: nothing goes before ${steadyAt}, unless you run it with --clock-is-right.`);
  return lines.filter((line) => line !== '').join('\n');
}

export function describeRun({ counts: taken, waiting }: z.output<typeof runSchema>): string {
  return [`Removed: ${listed(taken)}.`, waitingLine(waiting)].filter((line) => line !== '').join('\n');
}

export function describeRules({ rules }: z.output<typeof rulesSchema>): string {
  return rules
    .map(({ kind, days, bitesFrom }) => {
      const from = bitesFrom === null ? '' : `, from ${bitesFrom}`;
      return `${kind.padEnd(14)}${days === null ? 'never' : `after ${days} days`}${from}`;
    })
    .join('\n');
}

function listed(taken: Counts): string {
  const some = Object.entries(taken).filter(([, count]) => count > 0);
  return some.length === 0 ? 'nothing' : some.map(([kind, count]) => `${count} ${kind}`).join(', ');
}

function waitingLine(waiting: number): string {
  return waiting === 0 ? '' : `${waiting} conversations have messages that wait for their owner to sign in.`;
}

function row(name: string, ...cells: readonly (string | number)[]): string {
  return name.padEnd(14) + cells.map((cell) => String(cell).padStart(9)).join('');
}
