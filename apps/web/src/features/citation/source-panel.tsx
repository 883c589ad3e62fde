import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Copy, FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem.js';
import { passagesQuery } from '../../api/queries.js';
import type { Passage } from '../../api/types.js';
import { Button } from '../../ui/button.js';
import { LockMark } from '../../ui/lock-mark.js';
import { Notice } from '../../ui/notice.js';
import { Loading } from '../../ui/page.js';
import { toast } from '../../ui/toasts.js';
import type { CitedPassage } from '../chat/chat-message.js';
import { pageLabel } from '../document/page-label.js';
import { ProblemNotice } from '../problem/problem-notice.js';
import { highlightQuote, parsePassageId } from './quote-highlight.js';

/** The cited passage, opened now, between the ones before and after it. */
export function SourceDetails({ citation }: { readonly citation: CitedPassage }) {
  const { t } = useTranslation();
  const index = parsePassageId(citation.chunkId)?.index ?? 0;
  const passages = useQuery(passagesQuery(citation.documentId));
  const copy = () =>
    navigator.clipboard.writeText(citation.quote).then(
      () => toast('done', t('citation.copied')),
      () => toast('loss', t('problem.clipboard')),
    );

  return (
    <div className="grid gap-4">
      {passages.isPending && <Loading label={t('citation.opening')} />}
      {passages.isError &&
        (asProblem(passages.error).status === 404 ? (
          <Notice tone="attention">{t('citation.erased')}</Notice>
        ) : (
          <ProblemNotice error={passages.error} onRetry={() => void passages.refetch()} />
        ))}
      {passages.data?.slice(Math.max(0, index - 1), index + 2).map((passage) => (
        <PassageText
          key={passage.index}
          passage={passage}
          quote={passage.index === index ? citation.quote : undefined}
        />
      ))}
      {passages.isSuccess && (
        <div className="flex flex-wrap gap-2">
          <Button size="small" asChild>
            <Link to="/documents/$id" params={{ id: citation.documentId }} search={{ passage: index }}>
              <FileText aria-hidden />
              {t('citation.openDocument')}
            </Link>
          </Button>
          <Button size="small" onClick={() => void copy()}>
            <Copy aria-hidden />
            {t('citation.copy')}
          </Button>
        </div>
      )}
      <LockMark />
    </div>
  );
}

function PassageText({ passage, quote }: { readonly passage: Passage; readonly quote: string | undefined }) {
  const { t } = useTranslation();
  const place = [pageLabel(t, passage.page, passage.lastPage), passage.heading].filter(Boolean).join(' · ');
  if (quote === undefined) {
    return (
      <div className="border-s-2 border-line ps-3 font-serif text-ink-soft">
        <p className="line-clamp-6 whitespace-pre-line [overflow-wrap:anywhere]">{passage.text}</p>
      </div>
    );
  }
  const { before, match, after } = highlightQuote(passage.text, quote);
  return (
    <div className="border-s-2 border-ember ps-3">
      {place !== '' && <p className="mb-1 text-sm font-medium">{place}</p>}
      <p className="font-serif text-lg whitespace-pre-line [overflow-wrap:anywhere]">
        {before}
        <mark className="rounded-sm bg-mark text-ink">{match}</mark>
        {after}
      </p>
    </div>
  );
}
