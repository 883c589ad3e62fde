import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { MessageCircleQuestionMark, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, asProblem } from '../../api/problem.js';
import { documentQuery } from '../../api/queries.js';
import type { HearthDocument } from '../../api/types.js';
import { DeleteDocument } from '../../features/document/delete-document.js';
import { DocumentHold } from '../../features/document/document-hold.js';
import { DocumentReindex } from '../../features/document/document-reindex.js';
import { DocumentState } from '../../features/document/document-state.js';
import { ExpiryField } from '../../features/document/expiry-field.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { mayWrite, useUser } from '../../features/session/use-session.js';
import { Button } from '../../ui/button.js';
import { formatBytes, formatDateTime } from '../../ui/format.js';
import { LockMark } from '../../ui/lock-mark.js';
import { Card, EmptyState, Loading, Page } from '../../ui/page.js';
import { PassageList } from './passage-list.js';

export function DocumentPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/session/documents/$id' });
  const document = useQuery(documentQuery(id));
  if (document.isSuccess) return <DocumentDetails document={document.data} />;
  return (
    <Page title={t('document.title')}>
      {document.isPending && <Loading label={t('document.loading')} />}
      {document.isError &&
        (asProblem(document.error).status === 404 ? (
          <EmptyState title={t('document.notFound')}>{null}</EmptyState>
        ) : (
          <ProblemNotice error={document.error} onRetry={() => void document.refetch()} />
        ))}
    </Page>
  );
}

function DocumentDetails({ document }: { readonly document: HearthDocument }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const canWrite = mayWrite(useUser());
  return (
    <Page
      title={document.title}
      tabTitle={t('document.title')}
      lead={<LockMark />}
      actions={
        <>
          {document.passages > 0 && (
            <Button look="primary" asChild>
              <Link to="/" search={{ document: document.id }}>
                <MessageCircleQuestionMark aria-hidden />
                {t('document.ask')}
              </Link>
            </Button>
          )}
          {canWrite && (
            <Button onClick={() => setDeleting(true)}>
              <Trash2 aria-hidden />
              {t('action.delete')}
            </Button>
          )}
        </>
      }
    >
      {document.error !== null && <ProblemNotice error={new ApiProblem(document.error, 422)} />}
      <Card>
        <dl className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-4 text-sm">
          <Fact name={t('document.statePlain')}>
            <DocumentState document={document} />
          </Fact>
          <Fact name={t('document.fileName')}>{document.fileName}</Fact>
          <Fact name={t('document.size')}>{formatBytes(document.bytes)}</Fact>
          {document.pages !== null && <Fact name={t('document.pagesPlain')}>{document.pages}</Fact>}
          <Fact name={t('document.passagesPlain')}>{document.passages}</Fact>
          {document.language !== null && <Fact name={t('document.language')}>{languageName(document.language)}</Fact>}
          <Fact name={t('document.added')}>{formatDateTime(document.createdAt)}</Fact>
        </dl>
        {canWrite && <ExpiryField document={document} />}
        <DocumentHold document={document} />
        {canWrite && document.state === 'ready' && <DocumentReindex document={document} />}
      </Card>
      <PassageList documentId={document.id} count={document.passages} />
      {isDeleting && (
        <DeleteDocument
          document={document}
          onClose={() => setDeleting(false)}
          onDeleted={() => void navigate({ to: '/documents' })}
        />
      )}
    </Page>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="tabular-nums [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([navigator.language, 'en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
