import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { activityQuery } from '../../../api/queries.js';
import { AuditTable } from '../../../features/audit/audit-table.js';
import { saveCheckpoint } from '../../../features/audit/save-log.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { Button } from '../../../ui/button.js';
import { Card, Loading } from '../../../ui/page.js';

/** What the log has about this member, and a piece of paper to hold the server to it. */
export function ActivityCard() {
  const { t } = useTranslation();
  const activity = useQuery(activityQuery);
  const { checkpoint, checkpointSize } = activity.data?.log ?? { checkpoint: null, checkpointSize: null };
  return (
    <Card title={t('activity.title')}>
      <p className="text-ink-soft">{t('activity.lead')}</p>
      {activity.isPending && <Loading label={t('audit.loading')} />}
      {activity.isError && <ProblemNotice error={activity.error} onRetry={() => void activity.refetch()} />}
      {activity.isSuccess && <AuditTable entries={activity.data.data} ownTag={activity.data.ownTag} />}
      {checkpoint !== null && (
        <div>
          <Button onClick={() => saveCheckpoint(checkpoint, checkpointSize ?? 0)}>
            <Download aria-hidden />
            {t('audit.save')}
          </Button>
        </div>
      )}
    </Card>
  );
}
