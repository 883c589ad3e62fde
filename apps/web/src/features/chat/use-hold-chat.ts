import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.js';
import { ownPreviewQuery } from '../../api/data-queries.js';
import { chatsQuery } from '../../api/queries.js';
import { unwrap } from '../../api/unwrap.js';
import { toastProblem } from '../problem/toast-problem.js';

/** Keeps a conversation from every rule, or releases it. */
export function useHoldChat(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (hold: boolean) =>
      unwrap(client.PATCH('/api/v1/chats/{id}', { params: { path: { id } }, body: { hold } })),
    onSettled: () =>
      Promise.all([chatsQuery, ownPreviewQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey }))),
    onError: toastProblem,
  });
}
