import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { documentsQuery } from '../../api/queries.js';
import type { HearthDocument } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { toast } from '../../ui/toasts.js';
import { problemText } from '../problem/problem-text.js';

interface DeleteDocumentProps {
  readonly document: HearthDocument;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}

export function DeleteDocument({ document, onClose, onDeleted }: DeleteDocumentProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/documents/{id}', { params: { path: { id: document.id } } })),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: ['passages', document.id] });
      queries.setQueryData(documentsQuery.queryKey, (all) => all?.filter(({ id }) => id !== document.id));
      toast('done', t('document.deleted', { title: document.title }));
      onClose();
      onDeleted?.();
      await queries.invalidateQueries({ queryKey: documentsQuery.queryKey, exact: true });
    },
    onError: (error) => toast('loss', problemText(error)),
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      busy={remove.isPending}
      title={t('document.deleteTitle')}
      description={t('document.deleteDescription')}
      confirm={t('document.deleteConfirm')}
      typed={document.title}
    />
  );
}
