import type { Standing } from '@hearthlore/identity';
import { describe, expect, it } from 'vitest';
import { rateLimitHeaders } from './rate-limit-headers.js';

const standing = (name: string, most: number, window: number, remaining: number): Standing => ({
  policy: { name, most, window },
  remaining,
  resetsIn: 41_200,
  wait: 0,
});

describe('the headers of a limited route', () => {
  it('name every policy, and how the one stands that is closest to its end', () => {
    const standings = [standing('chat', 20, 60_000, 19), standing('chat-burst', 5, 5_000, 4)];
    expect(rateLimitHeaders(standings)).toEqual({
      'ratelimit-policy': '"chat";q=20;w=60, "chat-burst";q=5;w=5',
      ratelimit: '"chat-burst";r=4;t=42',
    });
  });

  it('are not there where nothing is limited', () => {
    expect(rateLimitHeaders([])).toEqual({});
  });
});
