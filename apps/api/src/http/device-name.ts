import type { FastifyRequest } from 'fastify';

/** More particular names first: every browser claims to be some others as well. */
const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/^hearthlore-cli\//, 'Command line'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** What a member's list of devices calls a client, such as "Firefox on Linux". Names of our own choosing alone. */
export function deviceName(request: Pick<FastifyRequest, 'headers'>): string {
  const agent = request.headers['user-agent'] ?? '';
  const nameIn = (names: typeof PROGRAMS): string | undefined => names.find(([form]) => form.test(agent))?.[1];
  const system = nameIn(SYSTEMS);
  const program = nameIn(PROGRAMS) ?? 'Another program';
  return system === undefined ? program : `${program} on ${system}`;
}
