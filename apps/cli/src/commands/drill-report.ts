import { z } from 'zod';

export const drillSchema = z.object({
  id: z.string(),
  kind: z.enum(['automatic', 'full']),
  state: z.enum(['active', 'completed', 'failed']),
  step: z.string().nullable(),
  progress: z.number(),
  tables: z.number().nullable(),
  rows: z.number().nullable(),
  tombstones: z.number().nullable(),
  seconds: z.number().nullable(),
  error: z.string().nullable(),
});
export type DrillAnswer = z.output<typeof drillSchema>;

/** What a person reads. */
export function describeDrill({ state, tables, rows, tombstones, seconds, error }: DrillAnswer): string {
  if (state === 'active') return 'The drill is under way.';
  if (state === 'failed') return `THE DRILL FAILED (${error}). A restore would not bring back what is here.`;
  return (
    `The backup came back whole: ${tables} tables, ${rows} rows, ${tombstones} erasures repeated, signed in and found a ` +
    `passage, in ${seconds} seconds.`
  );
}
