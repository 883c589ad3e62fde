import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../api/types.js';
import { formatBytes, formatDateTime, formatNumber } from '../../../ui/format.js';
import type { Tone } from '../../../ui/notice.js';
import { Tile } from '../../../ui/tile.js';

const modelTones = { ready: 'plain', loading: 'plain', missing: 'attention', failed: 'loss' } as const;

export function OverviewTiles({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const { users, documents, queues, disk, backup, drill, models } = overview;
  const isWarned = (name: Overview['warnings'][number]): Tone =>
    overview.warnings.includes(name) ? 'attention' : 'plain';
  const dateOrNever = (date: string | null) => (date === null ? t('overview.never') : formatDateTime(date));
  return (
    <ul className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Tile
        to="/family"
        title={t('overview.members')}
        value={formatNumber(users.total)}
        note={t('overview.active', { count: users.active })}
      />
      <Tile
        to="/family"
        title={t('overview.documents')}
        value={formatNumber(documents.total)}
        note={t('overview.stored', { size: formatBytes(documents.storedBytes) })}
      />
      <Tile
        to="/admin/jobs"
        title={t('nav.jobs')}
        value={
          queues === null ? t('overview.noAnswer') : t('overview.running', { count: queues.active + queues.waiting })
        }
        tone={queues === null ? 'loss' : queues.failed > 0 ? 'attention' : 'plain'}
        {...(queues !== null && {
          note: [
            t('overview.failed', { count: queues.failed }),
            ...(queues.paused > 0 ? [t('overview.paused', { count: queues.paused })] : []),
          ].join(' · '),
        })}
      />
      <Tile
        to="/admin/system"
        title={t('overview.disk')}
        value={t('overview.free', { size: formatBytes(disk.freeBytes) })}
        note={t('overview.ofTotal', { size: formatBytes(disk.totalBytes) })}
        tone={isWarned('disk-low')}
      />
      <Tile
        to="/admin/backups"
        title={t('overview.backup')}
        value={dateOrNever(backup.lastGoodAt)}
        note={
          backup.isConfigured
            ? backup.bytes === null
              ? t('overview.backupWaiting')
              : t('overview.backupSize', { size: formatBytes(backup.bytes) })
            : t('overview.backupOff')
        }
        tone={backup.isConfigured ? isWarned('backup-overdue') : 'attention'}
      />
      <Tile
        to="/admin/backups"
        title={t('overview.drill')}
        value={dateOrNever(drill.lastGoodAt)}
        note={t('overview.drillNote')}
        tone={isWarned('drill-overdue')}
      />
      <Tile
        to="/admin/system"
        title={t('system.embedding')}
        value={t(`system.state.${models.embedding}`)}
        note={t(models.languageModel ? 'overview.languageModel' : 'overview.noLanguageModel')}
        tone={modelTones[models.embedding]}
      />
      <Tile
        to="/audit"
        title={t('nav.audit')}
        value={t(overview.warnings.includes('audit-broken') ? 'overview.auditBroken' : 'overview.auditIntact')}
        tone={overview.warnings.includes('audit-broken') ? 'loss' : 'plain'}
      />
    </ul>
  );
}
