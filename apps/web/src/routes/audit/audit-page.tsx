import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { auditHeadQuery, auditQuery } from '../../api/queries.js';
import { AuditTable } from '../../features/audit/audit-table.js';
import { saveCheckpoint } from '../../features/audit/save-checkpoint.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { Card, Loading, Page } from '../../ui/page.js';

export function AuditPage() {
  const { t } = useTranslation();
  const head = useQuery(auditHeadQuery);
  const log = useInfiniteQuery(auditQuery);
  const entries = log.data?.pages.flatMap(({ data }) => data) ?? [];
  const { checkpoint, checkpointSize } = head.data ?? { checkpoint: null, checkpointSize: null };
  return (
    <Page
      wide
      title={t('audit.title')}
      lead={t('audit.lead')}
      actions={
        checkpoint !== null && (
          <Button onClick={() => saveCheckpoint(checkpoint, checkpointSize ?? 0)}>
            <Download aria-hidden />
            {t('audit.save')}
          </Button>
        )
      }
    >
      {head.data?.isIntact === false && (
        <Notice tone="loss" live="alert">
          {t('audit.broken')}
        </Notice>
      )}
      {head.data?.isIntact === true && (
        <Notice tone="done">{t('audit.intact', { size: head.data.size, signed: checkpointSize ?? 0 })}</Notice>
      )}
      <Card title={t('audit.entries')}>
        {log.isPending && <Loading label={t('audit.loading')} />}
        {log.isError && <ProblemNotice error={log.error} onRetry={() => void log.refetch()} />}
        {log.isSuccess && <AuditTable entries={entries} ownTag={log.data.pages[0]?.ownTag ?? null} />}
        {log.hasNextPage && (
          <div>
            <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
              {t('action.earlier')}
            </Button>
          </div>
        )}
      </Card>
    </Page>
  );
}
