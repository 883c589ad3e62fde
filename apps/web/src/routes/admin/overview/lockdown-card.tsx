import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LockKeyhole, LockKeyholeOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lockdownQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import { sessionStore } from '../../../api/session.js';
import { unwrap } from '../../../api/unwrap.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { useUser } from '../../../features/session/use-session.js';
import { withStepUp } from '../../../features/step-up/step-up.js';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { formatDateTime } from '../../../ui/format.js';
import { Notice } from '../../../ui/notice.js';
import { Card } from '../../../ui/page.js';
import { toast } from '../../../ui/toasts.js';

/** The switch that shuts the house. Whoever turns it is signed out with everybody else. */
export function LockdownCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const isOwner = useUser()?.role === 'owner';
  const lockdown = useQuery(lockdownQuery);
  const [isAsking, setAsking] = useState(false);
  const begin = useMutation({
    mutationFn: () => withStepUp(() => unwrap(client.POST('/api/v1/admin/lockdown'))),
    onSuccess: () => {
      // this session is among those that ended
      sessionStore.signedOut('none');
      toast('done', t('lockdown.done'));
    },
    onError: toastProblem,
  });
  const end = useMutation({
    mutationFn: () => withStepUp(() => unwrap(client.DELETE('/api/v1/admin/lockdown'))),
    // whatever was refused meanwhile is asked for anew
    onSuccess: () => queries.invalidateQueries(),
    onError: toastProblem,
  });
  const since = lockdown.data?.since ?? null;
  return (
    <Card title={t('lockdown.title')}>
      <p className="max-w-[68ch] text-ink-soft">{t('lockdown.lead')}</p>
      {lockdown.isError && <ProblemNotice error={lockdown.error} onRetry={() => void lockdown.refetch()} />}
      {since !== null && <Notice tone="loss">{t('lockdown.since', { date: formatDateTime(since) })}</Notice>}
      {lockdown.isSuccess && since === null && (
        <div>
          <Button onClick={() => setAsking(true)}>
            <LockKeyhole aria-hidden />
            {t('lockdown.begin')}
          </Button>
        </div>
      )}
      {since !== null &&
        (isOwner ? (
          <div>
            <Button busy={end.isPending} onClick={() => end.mutate()}>
              <LockKeyholeOpen aria-hidden />
              {t('lockdown.end')}
            </Button>
          </div>
        ) : (
          <p>{t('lockdown.ownerEnds')}</p>
        ))}
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => begin.mutate()}
        busy={begin.isPending}
        title={t('lockdown.askTitle')}
        description={t('lockdown.askLead')}
        confirm={t('lockdown.begin')}
        typed={t('lockdown.typed')}
      />
    </Card>
  );
}
