import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Search as SearchIcon } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import type { SearchHit } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { keepDraft, readDraft } from '../../features/chat/draft.js';
import { parsePassageId } from '../../features/citation/quote-highlight.js';
import { pageLabel } from '../../features/document/page-label.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { FallbackNotice } from '../../features/vectors/fallback-notice.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { LockMark } from '../../ui/lock-mark.js';
import { Loading, Page } from '../../ui/page.js';

const LIMIT = 20;

/** Passages as they are stored, without a language model. */
export function SearchPage() {
  const { t } = useTranslation();
  // not in the address: addresses end up in histories and logs
  const [q, setQ] = useState(() => readDraft('search'));
  const [text, setText] = useState(q);
  const results = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => unwrap(client.POST('/api/v1/search', { body: { query: q, limit: LIMIT }, signal })),
    enabled: q !== '',
    gcTime: 60_000,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setQ(text.trim());
    keepDraft('search', text.trim());
  };
  return (
    <Page title={t('search.title')} lead={t('search.lead')}>
      <search>
        <form onSubmit={submit}>
          <Field
            label={t('search.label')}
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
            after={
              <Button type="submit" look="primary" busy={results.isFetching}>
                <SearchIcon aria-hidden />
                {t('search.submit')}
              </Button>
            }
          />
        </form>
      </search>
      {results.isLoading && <Loading label={t('search.searching')} />}
      {results.isError && <ProblemNotice error={results.error} onRetry={() => void results.refetch()} />}
      {results.isSuccess && (
        <>
          <output className="text-sm text-ink-soft">
            {results.data.data.length === 0
              ? t('search.nothing')
              : t('search.found', {
                  count: results.data.data.length,
                  ms: Math.max(1, Math.round(results.data.tookMs)),
                })}
          </output>
          {results.data.fallback && <FallbackNotice />}
          <ol className="grid gap-4">
            {results.data.data.map((hit) => (
              <Hit key={hit.passageId} hit={hit} />
            ))}
          </ol>
        </>
      )}
      <LockMark />
    </Page>
  );
}

function Hit({ hit }: { readonly hit: SearchHit }) {
  const { t } = useTranslation();
  const place = [pageLabel(t, hit.page, null), hit.heading].filter(Boolean).join(' · ');
  return (
    <li className="rounded border border-line bg-surface p-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <Link
          to="/documents/$id"
          params={{ id: hit.documentId }}
          search={{ passage: parsePassageId(hit.passageId)?.index ?? 0 }}
          className="min-h-6 font-medium underline-offset-2 [overflow-wrap:anywhere] hover:underline"
        >
          {hit.title}
        </Link>
        {place !== '' && <span className="text-sm text-ink-soft">{place}</span>}
      </div>
      <p className="mt-1.5 line-clamp-6 max-w-[68ch] font-serif text-lg whitespace-pre-line [overflow-wrap:anywhere]">
        {hit.text}
      </p>
    </li>
  );
}
