import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/client.js';
import { ownPreviewQuery } from '../../api/data-queries.js';
import { documentsQuery } from '../../api/queries.js';
import type { HearthDocument } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { toastProblem } from '../problem/toast-problem.js';
import { HoldNote } from '../retention/hold-note.js';
import { mayWrite, useUser } from '../session/use-session.js';

export function DocumentHold({ document }: { readonly document: HearthDocument }) {
  const queries = useQueryClient();
  const canWrite = mayWrite(useUser());
  const change = useMutation({
    mutationFn: (hold: boolean) =>
      unwrap(client.PATCH('/api/v1/documents/{id}', { params: { path: { id: document.id } }, body: { hold } })),
    onSettled: () =>
      Promise.all([documentsQuery, ownPreviewQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey }))),
    onError: toastProblem,
  });
  return (
    <HoldNote
      id={document.id}
      heldAt={document.heldAt}
      isBusy={change.isPending}
      onHold={canWrite ? (hold) => change.mutate(hold) : undefined}
    />
  );
}
