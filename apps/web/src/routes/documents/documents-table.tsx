import { Link } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HearthDocument } from '../../api/types.js';
import { DocumentState } from '../../features/document/document-state.js';
import { Button } from '../../ui/button.js';
import { formatDate } from '../../ui/format.js';

interface DocumentsTableProps {
  readonly documents: readonly HearthDocument[];
  /** Absent where who looks may not erase. */
  readonly onDelete: ((document: HearthDocument) => void) | undefined;
}

/** A table where there is room, a list of cards on a phone. Rows out of sight are not laid out. */
export function DocumentsTable({ documents, onDelete }: DocumentsTableProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className="hidden rounded border border-line bg-surface md:block">
        <table className="w-full text-sm tabular-nums">
          <thead>
            <tr className="border-b border-line text-start text-ink-soft [&>th]:px-4 [&>th]:py-2.5 [&>th]:text-start [&>th]:font-medium">
              <th scope="col">{t('document.name')}</th>
              <th scope="col">{t('document.statePlain')}</th>
              <th scope="col">{t('document.pagesPlain')}</th>
              <th scope="col">{t('document.added')}</th>
              <th scope="col">{t('document.expiresPlain')}</th>
              <th scope="col">
                <span className="sr-only">{t('document.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {documents.map((document) => (
              <tr key={document.id} className="border-b border-line last:border-0 [&>td]:px-4 [&>td]:py-2.5">
                <td className="w-full max-w-0">
                  <DocumentLink document={document} />
                </td>
                <td className="whitespace-nowrap">
                  <DocumentState document={document} />
                </td>
                <td>{document.pages ?? '–'}</td>
                <td className="whitespace-nowrap">{formatDate(document.createdAt)}</td>
                <td className="whitespace-nowrap">
                  {document.expiresAt === null ? '–' : formatDate(document.expiresAt)}
                </td>
                <td className="py-1! text-end">
                  {onDelete && <DeleteButton document={document} onDelete={onDelete} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className="grid gap-2 md:hidden">
        {documents.map((document) => (
          <li
            key={document.id}
            className="grid gap-2 rounded border border-line bg-surface p-3 [contain-intrinsic-size:auto_7rem] [content-visibility:auto]"
          >
            <DocumentLink document={document} />
            <div className="flex flex-wrap items-center gap-2 text-sm text-ink-soft">
              <DocumentState document={document} />
              <span>{formatDate(document.createdAt)}</span>
              {document.pages !== null && <span>{t('document.pageCount', { count: document.pages })}</span>}
              <span className="ms-auto">{onDelete && <DeleteButton document={document} onDelete={onDelete} />}</span>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function DocumentLink({ document }: { readonly document: HearthDocument }) {
  return (
    <Link
      to="/documents/$id"
      params={{ id: document.id }}
      className="block min-h-6 truncate text-base font-medium underline-offset-2 hover:underline"
      title={document.fileName}
    >
      {document.title}
    </Link>
  );
}

interface DeleteButtonProps {
  readonly document: HearthDocument;
  readonly onDelete: (document: HearthDocument) => void;
}

function DeleteButton({ document, onDelete }: DeleteButtonProps) {
  const { t } = useTranslation();
  return (
    <Button
      look="quiet"
      size="small"
      aria-label={t('document.deleteNamed', { title: document.title })}
      onClick={() => onDelete(document)}
    >
      <Trash2 aria-hidden />
      {t('action.delete')}
    </Button>
  );
}
