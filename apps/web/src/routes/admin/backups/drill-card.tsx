import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FlaskConical, KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { drillsQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import { unwrap } from '../../../api/unwrap.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { withStepUp } from '../../../features/step-up/step-up.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Card, Loading } from '../../../ui/page.js';
import { DrillRow } from './drill-row.js';
import { FullDrillForm } from './full-drill-form.js';

/** Whether a backup comes back is known only when one has come back: tried beside the running database. */
export function DrillCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const drills = useQuery(drillsQuery);
  const [isFull, setFull] = useState(false);
  const isRunning = drills.data?.data.some(({ state }) => state === 'active') ?? false;
  const start = useMutation({
    mutationFn: () => withStepUp(() => unwrap(client.POST('/api/v1/admin/drills', { body: { kind: 'automatic' } }))),
    onSuccess: () => queries.invalidateQueries({ queryKey: drillsQuery.queryKey }),
    onError: toastProblem,
  });
  return (
    <Card title={t('drill.title')}>
      <p className="max-w-[68ch] text-ink-soft">{t('drill.lead')}</p>
      <div className="flex flex-wrap gap-2">
        <Button busy={start.isPending} disabled={isRunning} onClick={() => start.mutate()}>
          <FlaskConical aria-hidden />
          {t('drill.start')}
        </Button>
        <Button disabled={isRunning} onClick={() => setFull(true)}>
          <KeyRound aria-hidden />
          {t('drill.startFull')}
        </Button>
      </div>
      {drills.isPending && <Loading label={t('drill.loading')} />}
      {drills.isError && <ProblemNotice error={drills.error} onRetry={() => void drills.refetch()} />}
      {drills.data?.data.length === 0 && <p className="text-ink-soft">{t('drill.none')}</p>}
      <ul className="divide-y divide-line empty:hidden">
        {drills.data?.data.map((drill) => (
          <DrillRow key={drill.id} drill={drill} />
        ))}
      </ul>
      <Dialog
        open={isFull}
        onClose={() => setFull(false)}
        title={t('drill.startFull')}
        description={t('drill.fullLead')}
      >
        <FullDrillForm onDone={() => setFull(false)} />
      </Dialog>
    </Card>
  );
}
