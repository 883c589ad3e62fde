import { describe, expect, it } from 'vitest';
import { deviceName } from './device-name.js';

const named = (agent?: string): string => deviceName({ headers: agent === undefined ? {} : { 'user-agent': agent } });

describe('the name of a device', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36',
      'Chrome on Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    ['hearthlore-cli/0.1.0', 'Command line'],
    ['curl/8.5.0', 'Another program'],
  ])('of %s', (agent, name) => {
    expect(named(agent)).toBe(name);
  });

  it('repeats nothing of what the client sent', () => {
    expect(named('<script>zebra</script> on Linux')).toBe('Another program on Linux');
    expect(named()).toBe('Another program');
  });
});
