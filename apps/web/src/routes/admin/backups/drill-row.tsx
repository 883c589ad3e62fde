import { CircleAlert, CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Drill } from '../../../api/types.js';
import { JobProgress } from '../../../features/job/job-progress.js';
import { codeText } from '../../../features/problem/code-text.js';
import { Badge } from '../../../ui/badge.js';
import { formatDateTime, formatNumber, formatSeconds } from '../../../ui/format.js';

export function DrillRow({ drill }: { readonly drill: Drill }) {
  const { t } = useTranslation();
  const label = t('drill.of', { kind: t(`drill.kind.${drill.kind}`), date: formatDateTime(drill.startedAt) });
  const figures = [
    drill.tables !== null && t('drill.tables', { count: drill.tables }),
    drill.rows !== null && t('drill.rows', { count: drill.rows, rows: formatNumber(drill.rows) }),
    drill.tombstones !== null && t('drill.tombstones', { count: drill.tombstones }),
    drill.seconds !== null && t('drill.took', { seconds: formatSeconds(drill.seconds * 1000) }),
  ].filter((figure) => figure !== false);
  return (
    <li className="grid gap-2 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 flex-1 basis-56 font-medium">{label}</p>
        {drill.state === 'completed' && (
          <Badge tone="done">
            <CircleCheck aria-hidden />
            {t('drill.passed')}
          </Badge>
        )}
        {drill.state === 'failed' && (
          <Badge tone="loss">
            <CircleAlert aria-hidden />
            {t('drill.failed')}
          </Badge>
        )}
      </div>
      {drill.state === 'active' && <JobProgress label={label} progress={drill.progress} step={drill.step} />}
      {figures.length > 0 && <p className="text-sm text-ink-soft">{figures.join(' · ')}</p>}
      {drill.error !== null && <p className="text-sm text-loss">{codeText(drill.error)}</p>}
    </li>
  );
}
