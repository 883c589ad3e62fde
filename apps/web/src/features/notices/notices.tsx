import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { noticesQuery, ownResetsQuery } from '../../api/queries.js';
import type { AccountNotice, Reset } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { Button } from '../../ui/button.js';
import { formatDateTime } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { toastProblem } from '../problem/toast-problem.js';

/** What happened to the account while nobody looked, until its member has seen it. */
export function AccountNotices() {
  const notices = useQuery(noticesQuery);
  const resets = useQuery(ownResetsQuery);
  return (
    <>
      {resets.data?.map((reset) => (
        <ResetNotice key={reset.id} reset={reset} />
      ))}
      {notices.data
        ?.filter(({ kind }) => kind !== TOLD_BY_BANNER && i18next.exists(`notices.${kind}`))
        .map((notice) => (
          <NoticeLine key={notice.id} notice={notice} />
        ))}
    </>
  );
}

/** A banner says it with its date for as long as it is true. */
const TOLD_BY_BANNER = 'erasure-scheduled';

/** What is looked at beside the own data; the rest is about signing in. */
const aboutData: ReadonlySet<string> = new Set(['retention-ahead', 'erasure-cancelled']);

function NoticeLine({ notice }: { readonly notice: AccountNotice }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const dismiss = useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/me/notices/{id}', { params: { path: { id: notice.id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: noticesQuery.queryKey }),
    onError: toastProblem,
  });
  return (
    <Notice
      tone="attention"
      live="status"
      actions={
        <>
          <Button size="small" asChild>
            <Link to={aboutData.has(notice.kind) ? '/settings/data' : '/settings/security'}>{t('notices.look')}</Link>
          </Button>
          <Button size="small" look="quiet" busy={dismiss.isPending} onClick={() => dismiss.mutate()}>
            {t('notices.seen')}
          </Button>
        </>
      }
    >
      {i18next.t(`notices.${notice.kind}`, { defaultValue: '' })} {formatDateTime(notice.createdAt)}
    </Notice>
  );
}

/** Somebody prepared to give this account another start: whoever still has it can say no. */
function ResetNotice({ reset }: { readonly reset: Reset }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/me/resets/{id}', { params: { path: { id: reset.id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ownResetsQuery.queryKey }),
    onError: toastProblem,
  });
  return (
    <Notice
      tone="loss"
      live="status"
      actions={
        <Button size="small" look="loss" busy={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('notices.cancelReset')}
        </Button>
      }
    >
      {t(`notices.reset.${reset.kind}`, { date: formatDateTime(reset.effectiveAt) })}
    </Notice>
  );
}
