import { useMutation, useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { CircleAlert, CircleCheck, Download, Ellipsis, FileCheck, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { backupsQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import type { Backup } from '../../../api/types.js';
import { unwrap } from '../../../api/unwrap.js';
import { type BackupPart, saveBackup } from '../../../features/backup/save-backup.js';
import { JobProgress } from '../../../features/job/job-progress.js';
import { codeText } from '../../../features/problem/code-text.js';
import { toastProblem } from '../../../features/problem/toast-problem.js';
import { useUser } from '../../../features/session/use-session.js';
import { withStepUp } from '../../../features/step-up/step-up.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { formatBytes, formatDateTime } from '../../../ui/format.js';
import { Menu, MenuItem } from '../../../ui/menu.js';

export function BackupRow({ backup }: { readonly backup: Backup }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: backupsQuery.queryKey });
  const verify = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/admin/backups/{id}/verify', { params: { path: { id: backup.id } } })),
    onSettled: refresh,
    onError: toastProblem,
  });
  const isOwner = useUser()?.role === 'owner';
  const download = useMutation({
    mutationFn: (part: BackupPart) => withStepUp(() => saveBackup(backup, part)),
    onError: toastProblem,
  });
  const date = formatDateTime(backup.startedAt);
  const isThere = backup.state === 'completed' && backup.removedAt === null;
  const facts = [
    backup.bytes !== null && formatBytes(backup.bytes),
    backup.recipients > 0 && t('backup.recipients', { count: backup.recipients }),
    t(`backup.trigger.${backup.trigger}`),
    backup.removedAt !== null && t('backup.removed', { date: formatDateTime(backup.removedAt) }),
  ].filter((fact) => fact !== false);
  return (
    <li className="grid gap-2 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="font-medium">{date}</p>
          <p className="text-sm text-ink-soft">{facts.join(' · ')}</p>
        </div>
        <BackupState backup={backup} />
        {isThere && (
          <>
            <Button
              size="small"
              busy={verify.isPending}
              aria-label={t('backup.verifyNamed', { date })}
              onClick={() => verify.mutate()}
            >
              <ShieldCheck aria-hidden />
              {t('backup.verify')}
            </Button>
            <Menu
              trigger={
                <Button size="small" busy={download.isPending} aria-label={t('backup.actionsNamed', { date })}>
                  <Ellipsis aria-hidden />
                </Button>
              }
            >
              {isOwner && (
                <MenuItem onSelect={() => download.mutate('content')}>
                  <Download aria-hidden />
                  {t('backup.download')}
                </MenuItem>
              )}
              <MenuItem onSelect={() => download.mutate('manifest')}>
                <FileCheck aria-hidden />
                {t('backup.downloadManifest')}
              </MenuItem>
            </Menu>
          </>
        )}
      </div>
      {backup.state === 'active' && (
        <JobProgress label={t('backup.running', { date })} progress={backup.progress} step={backup.step} />
      )}
      {backup.error !== null && <p className="text-sm text-loss">{codeText(backup.error)}</p>}
    </li>
  );
}

/** Good means compared with what was signed: a file that lies there is not yet a backup. */
function BackupState({ backup }: { readonly backup: Backup }) {
  const { t } = useTranslation();
  if (backup.state === 'failed') {
    return (
      <Badge tone="loss">
        <CircleAlert aria-hidden />
        {t('backup.failed')}
      </Badge>
    );
  }
  if (backup.state === 'active' || backup.removedAt !== null) return null;
  if (backup.verification === null) return <Badge>{t('backup.unverified')}</Badge>;
  const isGood = backup.verification === 'good';
  return (
    <Badge tone={isGood ? 'done' : 'loss'}>
      {isGood ? <CircleCheck aria-hidden /> : <CircleAlert aria-hidden />}
      {findingText(backup.verification)}
    </Badge>
  );
}

/** What reading it back found, in words; a finding that is new at the server is shown by its own name. */
const findingText = (finding: string): string => i18next.t(`backup.finding.${finding}`, { defaultValue: finding });
