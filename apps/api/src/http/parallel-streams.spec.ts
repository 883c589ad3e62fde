import { RateLimitedError } from '@hearthlore/identity';
import { newId, type UserId } from '@hearthlore/kernel';
import { expect, it } from 'vitest';
import { ParallelStreams } from './parallel-streams.js';

it('opens three answers and eight event streams of a member, whatever others have open', () => {
  const streams = new ParallelStreams();
  const [ada, ben] = [newId<UserId>(), newId<UserId>()];
  const [first] = [1, 2, 3].map(() => streams.open('chat', ada));
  expect(() => streams.open('chat', ada)).toThrow(RateLimitedError);
  for (let n = 0; n < 8; n += 1) streams.open('events', ada);
  expect(() => streams.open('events', ada)).toThrow(RateLimitedError);
  expect(() => streams.open('chat', ben)).not.toThrow();
  first?.();
  first?.();
  streams.open('chat', ada);
  expect(() => streams.open('chat', ada)).toThrow(RateLimitedError);
});
