import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { documentsQuery } from '../../api/queries.js';

interface ScopeNoteProps {
  /** Empty for all documents. */
  readonly documentIds: readonly string[];
  readonly onAll: () => void;
}

/** Which documents an answer can come from, said where the question is written. */
export function ScopeNote({ documentIds, onAll }: ScopeNoteProps) {
  const { t } = useTranslation();
  const documents = useQuery(documentsQuery);
  if (documents.data === undefined) return t('chat.note');
  if (documentIds.length === 0) {
    return t('chat.noteCount', { count: documents.data.filter(({ passages }) => passages > 0).length });
  }
  const titles = documents.data.filter(({ id }) => documentIds.includes(id)).map(({ title }) => `“${title}”`);
  return (
    <>
      {t('chat.noteOnly', { titles: titles.join(', ') })}{' '}
      <button
        type="button"
        onClick={onAll}
        className="inline-flex min-h-6 items-center text-ember underline underline-offset-2"
      >
        {t('chat.askAll')}
      </button>
    </>
  );
}
