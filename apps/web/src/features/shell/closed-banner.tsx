import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RotateCw } from 'lucide-react';
import { useCallback, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { lockdownQuery } from '../../api/admin-queries.js';
import { asProblem } from '../../api/problem.js';
import { Button } from '../../ui/button.js';
import { formatDateTime } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { mayInvite, useUser } from '../session/use-session.js';

const isClosed = (error: unknown): boolean => error !== null && asProblem(error).code === 'maintenance';

/** While the server takes nothing in and answers nothing: for maintenance, or because it was locked down. */
export function ClosedBanner() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const cache = queries.getQueryCache();
  const subscribe = useCallback((listener: () => void) => cache.subscribe(listener), [cache]);
  const isSeen = useSyncExternalStore(subscribe, () => cache.getAll().some(({ state }) => isClosed(state.error)));
  const canManage = mayInvite(useUser());
  const lockdown = useQuery({ ...lockdownQuery, enabled: isSeen && canManage });
  if (!isSeen) return null;
  const since = lockdown.data?.since ?? null;
  const retry = () => void queries.refetchQueries({ predicate: ({ state }) => isClosed(state.error) });
  return (
    <Notice
      tone={since === null ? 'attention' : 'loss'}
      live="status"
      actions={
        since === null ? (
          <Button size="small" onClick={retry}>
            <RotateCw aria-hidden />
            {t('action.retry')}
          </Button>
        ) : (
          <Button size="small" asChild>
            <Link to="/admin">{t('warning.look')}</Link>
          </Button>
        )
      }
    >
      {since === null ? t('problem.maintenance') : t('lockdown.since', { date: formatDateTime(since) })}
    </Notice>
  );
}
