import { describe, expect, it } from 'vitest';
import { defaultModelsDir } from './models-dir.js';

describe('defaultModelsDir', () => {
  it.each([
    ['linux', {}, '/home/ada/.cache/hearthlore/models'],
    ['linux', { XDG_CACHE_HOME: '/var/cache/ada' }, '/var/cache/ada/hearthlore/models'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/ada/.cache/hearthlore/models'],
    ['darwin', {}, '/home/ada/Library/Caches/hearthlore/models'],
  ] as const)('is the cache folder of %s with %o', (platform, environment, expected) => {
    expect(defaultModelsDir({ platform, home: '/home/ada', environment })).toBe(expected);
  });

  it('is below LOCALAPPDATA on Windows', () => {
    const machine = { platform: 'win32', home: 'C:\\Users\\ada', environment: { LOCALAPPDATA: 'D:\\Local' } } as const;
    expect(defaultModelsDir(machine)).toBe('D:\\Local\\hearthlore\\models');
  });
});
