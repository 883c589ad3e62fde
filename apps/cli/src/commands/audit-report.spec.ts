import type { VerificationReport } from '@hearthlore/audit';
import { expect, it } from 'vitest';
import { describeReport } from './audit-report.js';

const whole: VerificationReport = {
  isWhole: true,
  entries: 700,
  signedUpTo: 690,
  checkpoints: 3,
  otherKeys: 0,
  anchors: 0,
  givenUp: 0,
  emptied: 0,
  firstBad: undefined,
  findings: [],
};

it('a whole log is told as such, with what that is worth', () => {
  expect(describeReport(whole)).toMatch(/700 entries.*whole.*up to entry 690.*--against/s);
  expect(describeReport({ ...whole, anchors: 1 })).not.toContain('--against');
  expect(describeReport({ ...whole, otherKeys: 2 })).toContain('another key');
  expect(describeReport({ ...whole, emptied: 40 })).toContain('first 40 entries have no text');
});

it('a changed log is told with the first bad entry', () => {
  const findings = [
    { kind: 'altered', seq: 300 },
    { kind: 'rewritten', seq: 256, until: 512, against: 'anchor' },
  ] as const;
  const text = describeReport({ ...whole, isWhole: false, firstBad: 300, findings });
  expect(text).toMatch(/First bad entry: 300\n {2}300: .*\n {2}256 to 511: .*kept elsewhere/);
});
