import type { Standing } from '@hearthlore/identity';

/**
 * draft-ietf-httpapi-ratelimit-headers-10: every policy that the request came under, and how the one stands that will
 * refuse first. Times in seconds.
 */
export function rateLimitHeaders(standings: readonly Standing[]): Record<string, string> {
  const [first, ...rest] = standings;
  if (first === undefined) return {};
  const share = ({ remaining, policy }: Standing): number => remaining / policy.most;
  const tightest = rest.reduce((least, standing) => (share(standing) < share(least) ? standing : least), first);
  const { policy, remaining, resetsIn } = tightest;
  return {
    'ratelimit-policy': standings
      .map(({ policy: { name, most, window } }) => `"${name}";q=${most};w=${Math.ceil(window / 1000)}`)
      .join(', '),
    ratelimit: `"${policy.name}";r=${remaining};t=${Math.ceil(resetsIn / 1000)}`,
  };
}
