import { MutationObserver } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { queryClient } from './query-client.js';

it('forgets what an action gave back, such as a recovery key, with the screen that showed it', async () => {
  const action = new MutationObserver(queryClient, { mutationFn: async () => 'a recovery key' });
  const leave = action.subscribe(() => undefined);
  await action.mutate();
  expect(queryClient.getMutationCache().getAll()).toHaveLength(1);
  leave();
  await vi.waitFor(() => expect(queryClient.getMutationCache().getAll()).toEqual([]), { timeout: 30_000 });
});
