import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { backupsQuery, drillsQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import { unwrap } from '../../../api/unwrap.js';
import { RecoveryHealthNotices } from '../../../features/backup/recovery-health.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { Button } from '../../../ui/button.js';
import { Notice } from '../../../ui/notice.js';
import { Card, EmptyState, Loading, Page } from '../../../ui/page.js';
import { BackupRow } from './backup-row.js';
import { BackupSettingsNote } from './backup-settings-note.js';
import { DrillCard } from './drill-card.js';
import { OfflineCard } from './offline-card.js';
import { ThreeCopiesCard } from './three-copies-card.js';

export function BackupsPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const backups = useQuery(backupsQuery);
  const drills = useQuery(drillsQuery);
  const isRunning = backups.data?.data.some(({ state }) => state === 'active') ?? false;
  const isTesting = drills.data?.data.some(({ state }) => state === 'active') ?? false;
  const standing = backups.data?.data.map(({ id, state, verification }) => [id, state, verification].join(' ')).join();
  // what has just come to an end changes how everything stands: a drill makes a backup, too; a quick one was never seen running
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['admin'] });
  }, [queries, standing, isTesting]);
  const create = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/admin/backups')),
    onSettled: () => queries.invalidateQueries({ queryKey: backupsQuery.queryKey }),
    onError: toastProblem,
  });
  const settings = backups.data?.settings;
  return (
    <Page
      wide
      title={t('nav.backups')}
      lead={t('backup.lead')}
      actions={
        <Button
          look="primary"
          busy={create.isPending}
          disabled={isRunning || settings?.isConfigured !== true}
          onClick={() => create.mutate()}
        >
          <Archive aria-hidden />
          {t('backup.create')}
        </Button>
      }
    >
      {drills.isSuccess && <RecoveryHealthNotices health={drills.data.health} />}
      {settings?.isConfigured === false && <Notice tone="attention">{t('backup.notConfigured')}</Notice>}
      <Card title={t('backup.list')}>
        {backups.isPending && <Loading label={t('backup.loading')} />}
        {backups.isError && <ProblemNotice error={backups.error} onRetry={() => void backups.refetch()} />}
        {backups.data?.data.length === 0 && (
          <EmptyState title={t('backup.none')}>
            <p className="max-w-[60ch] text-ink-soft">{t('backup.noneLead')}</p>
          </EmptyState>
        )}
        <ul className="divide-y divide-line empty:hidden">
          {backups.data?.data.map((backup) => (
            <BackupRow key={backup.id} backup={backup} />
          ))}
        </ul>
        {settings?.isConfigured === true && <BackupSettingsNote settings={settings} />}
      </Card>
      <DrillCard />
      <ThreeCopiesCard />
      <OfflineCard />
    </Page>
  );
}
