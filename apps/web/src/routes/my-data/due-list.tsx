import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ownPreviewQuery } from '../../api/data-queries.js';
import type { DueThing } from '../../api/types.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { formatDate } from '../../ui/format.js';
import { Loading } from '../../ui/page.js';

/** What goes in the days ahead, by title: nobody but its owner can see that. */
export function DueList() {
  const { t } = useTranslation();
  const due = useQuery(ownPreviewQuery);
  return (
    <div className="grid gap-2 border-t border-line pt-3">
      <h3 className="font-medium">{t('retention.due')}</h3>
      {due.isPending && <Loading label={t('retention.loading')} />}
      {due.isError && <ProblemNotice error={due.error} onRetry={() => void due.refetch()} />}
      {due.data?.length === 0 && <p className="text-ink-soft">{t('retention.dueNothing')}</p>}
      {due.data !== undefined && due.data.length > 0 && (
        <>
          {/* oxlint-disable-next-line no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard */}
          <section tabIndex={0} aria-label={t('retention.due')} className="max-h-96 overflow-y-auto">
            <ul className="divide-y divide-line">
              {due.data.map((thing) => (
                <li key={`${thing.kind} ${thing.id}`} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2">
                  <span className="min-w-0 flex-1 basis-48 [overflow-wrap:anywhere]">
                    <DueLink thing={thing} />
                    <span className="block text-sm text-ink-soft">{t(`retention.dueKind.${thing.kind}`)}</span>
                  </span>
                  <span className="text-sm tabular-nums">{formatDate(thing.due)}</span>
                </li>
              ))}
            </ul>
          </section>
          <p className="text-sm text-ink-soft">{t('retention.dueHold')}</p>
        </>
      )}
    </div>
  );
}

function DueLink({ thing }: { readonly thing: DueThing }) {
  const { t } = useTranslation();
  const look = 'inline-flex min-h-6 items-center font-medium underline-offset-2 hover:underline';
  const title = thing.title || t('chat.untitled');
  return thing.kind === 'document' ? (
    <Link to="/documents/$id" params={{ id: thing.id }} className={look}>
      {title}
    </Link>
  ) : (
    <Link to="/chats/$id" params={{ id: thing.id }} className={look}>
      {title}
    </Link>
  );
}
