import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { passagesQuery } from '../../api/queries.js';
import type { Passage } from '../../api/types.js';
import { pageLabel } from '../../features/document/page-label.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { Button } from '../../ui/button.js';
import { Loading } from '../../ui/page.js';

/** Passages shown at a time: a book has thousands. */
const PORTION = 20;

interface PassageListProps {
  readonly documentId: string;
  /** How many there are. */
  readonly count: number;
}

export function PassageList({ documentId, count }: PassageListProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { passage: wanted } = useSearch({ from: '/session/documents/$id' });
  const from = Math.floor((wanted ?? 0) / PORTION) * PORTION;
  const passages = useQuery({ ...passagesQuery(documentId), enabled: count > 0 });
  const goTo = (passage: number) =>
    void navigate({ to: '/documents/$id', params: { id: documentId }, search: { passage } });

  if (count === 0) return <p className="text-ink-soft">{t('document.noPassages')}</p>;
  const last = Math.min(count, from + PORTION);
  return (
    <section aria-label={t('document.passagesPlain')} className="grid gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 flex-1 text-lg font-semibold">
          {t('document.passageRange', { first: from + 1, last, count })}
        </h2>
        <Button size="small" disabled={from === 0} onClick={() => goTo(from - PORTION)}>
          <ChevronLeft aria-hidden />
          {t('action.earlier')}
        </Button>
        <Button size="small" disabled={last >= count} onClick={() => goTo(from + PORTION)}>
          {t('action.later')}
          <ChevronRight aria-hidden />
        </Button>
      </div>
      {passages.isPending && <Loading label={t('citation.opening')} />}
      {passages.isError && <ProblemNotice error={passages.error} onRetry={() => void passages.refetch()} />}
      <ol className="grid gap-4">
        {passages.data?.slice(from, from + PORTION).map((passage) => (
          <PassageItem key={passage.index} passage={passage} isWanted={passage.index === wanted} />
        ))}
      </ol>
    </section>
  );
}

function PassageItem({ passage, isWanted }: { readonly passage: Passage; readonly isWanted: boolean }) {
  const { t } = useTranslation();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isWanted && passage.index > 0) item.current?.scrollIntoView({ block: 'center' });
  }, [isWanted, passage.index]);
  const place = [pageLabel(t, passage.page, passage.lastPage), passage.heading].filter(Boolean).join(' · ');
  return (
    <li
      ref={item}
      aria-current={isWanted || undefined}
      className="rounded border border-line bg-surface p-4 aria-[current]:border-ember"
    >
      {place !== '' && <p className="mb-1 text-sm text-ink-soft">{place}</p>}
      <p className="max-w-[68ch] font-serif text-lg whitespace-pre-line [overflow-wrap:anywhere]">{passage.text}</p>
    </li>
  );
}
