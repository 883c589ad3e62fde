import { expect, it } from 'vitest';
import { type DrillAnswer, describeDrill } from './drill-report.js';

const drill: DrillAnswer = {
  id: '1',
  kind: 'automatic',
  state: 'completed',
  step: null,
  progress: 100,
  tables: 31,
  rows: 12_000,
  tombstones: 2,
  seconds: 14.5,
  error: null,
};

it('says what came back, and shouts when something would not', () => {
  expect(describeDrill(drill)).toBe(
    'The backup came back whole: 31 tables, 12000 rows, 2 erasures repeated, signed in and found a passage, in 14.5 seconds.',
  );
  expect(describeDrill({ ...drill, state: 'failed', error: 'drill.rows-differ' })).toContain(
    'THE DRILL FAILED (drill.rows-differ)',
  );
});
