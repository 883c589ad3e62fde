import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documentsQuery, metaQuery } from '../../api/queries.js';
import type { HearthDocument } from '../../api/types.js';
import { DeleteDocument } from '../../features/document/delete-document.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { mayWrite, useUser } from '../../features/session/use-session.js';
import { DropZone, UploadButton } from '../../features/upload/drop-zone.js';
import { Field } from '../../ui/field.js';
import { formatBytes } from '../../ui/format.js';
import { LockMark } from '../../ui/lock-mark.js';
import { EmptyState, Loading, Page } from '../../ui/page.js';
import { DocumentsTable } from './documents-table.js';

/** From here on a list is easier to filter than to read. */
const FILTER_FROM = 8;

export function DocumentsPage() {
  const { t } = useTranslation();
  const documents = useQuery(documentsQuery);
  const meta = useQuery(metaQuery);
  const canWrite = mayWrite(useUser());
  const [filter, setFilter] = useState('');
  const [deleting, setDeleting] = useState<HearthDocument>();
  const limit = formatBytes(meta.data?.limits.uploadBytes ?? 0);
  const all = documents.data ?? [];
  const shown = all.filter(({ title, fileName }) => matches(filter, title, fileName));

  return (
    <Page
      wide
      title={t('documents.title')}
      lead={canWrite ? t('documents.lead', { limit }) : t('documents.leadViewer')}
      actions={canWrite && all.length > 0 && <UploadButton />}
    >
      <DropZone isOpen={canWrite}>
        <div className="grid gap-4">
          {documents.isPending && <Loading label={t('documents.loading')} />}
          {documents.isError && <ProblemNotice error={documents.error} onRetry={() => void documents.refetch()} />}
          {documents.isSuccess && all.length === 0 && (
            <EmptyState title={t('documents.emptyTitle')}>
              <p className="max-w-[60ch] text-ink-soft">
                {canWrite ? t('documents.emptyLead', { limit }) : t('documents.emptyViewer')}
              </p>
              {canWrite && <UploadButton />}
            </EmptyState>
          )}
          {all.length >= FILTER_FROM && (
            <Field
              className="max-w-sm"
              label={t('documents.filter')}
              type="search"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
            />
          )}
          {shown.length > 0 && <DocumentsTable documents={shown} onDelete={canWrite ? setDeleting : undefined} />}
          {all.length > 0 && shown.length === 0 && <output>{t('documents.noMatch', { filter })}</output>}
          <LockMark />
        </div>
      </DropZone>
      {deleting !== undefined && <DeleteDocument document={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  );
}

/** Names are sealed at the server, so they are filtered here. */
const matches = (filter: string, ...names: string[]): boolean =>
  names.some((name) => name.toLocaleLowerCase().includes(filter.trim().toLocaleLowerCase()));
