import { expect, it } from 'vitest';
import { systemEnvironment } from './system-environment.js';

it('hands a foreign program nothing of ours', () => {
  const ours = { HEARTHLORE_LLM_API_KEY: 'x', DATABASE_URL: 'x', MASTER_KEY_FILE: 'x', HEARTHLORE_SETUP_CODE: 'x' };
  const system = { PATH: '/bin', HOME: '/home/anna', PIP_INDEX_URL: 'i', https_proxy: 'p' };
  expect(systemEnvironment({ ...ours, ...system })).toEqual(system);
});
