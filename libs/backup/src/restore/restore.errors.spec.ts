import { expect, it } from 'vitest';
import { BackupDamagedError, explainFailure } from './restore.errors.js';

const failure = (code: string): Error => Object.assign(new Error('could not extend file'), { code });

it.each([
  ['ENOSPC', 'restore.disk-full'],
  ['EDQUOT', 'restore.disk-full'],
  ['53100', 'restore.disk-full'],
  ['22P04', 'restore.refused'],
  ['23505', 'restore.refused'],
  ['42703', 'restore.refused'],
])('tells %s as %s, and keeps what was said to itself', (code, told) => {
  const cause = failure(code);
  expect(explainFailure(cause)).toMatchObject({ code: told, cause });
});

it('leaves alone what says enough, or is a fault of ours', () => {
  const [own, lost] = [new BackupDamagedError(), failure('57P01')];
  expect(explainFailure(own)).toBe(own);
  expect(explainFailure(lost)).toBe(lost);
});
