import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { Download, FileText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auditHeadQuery, auditQuery } from '../../api/queries.js';
import type { AuditActionName } from '../../api/types.js';
import { ActionFilter } from '../../features/audit/action-filter.js';
import { AuditTable } from '../../features/audit/audit-table.js';
import { saveCheckpoint, saveLog } from '../../features/audit/save-log.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { toastProblem } from '../../features/problem/toast-problem.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { Card, Loading, Page } from '../../ui/page.js';

export function AuditPage() {
  const { t } = useTranslation();
  const [action, setAction] = useState<AuditActionName>();
  const head = useQuery(auditHeadQuery);
  const log = useInfiniteQuery(auditQuery(action));
  const download = useMutation({ mutationFn: saveLog, onError: toastProblem });
  const entries = log.data?.pages.flatMap(({ data }) => data) ?? [];
  const { checkpoint, checkpointSize } = head.data ?? { checkpoint: null, checkpointSize: null };
  return (
    <Page
      wide
      title={t('audit.title')}
      lead={t('audit.lead')}
      actions={
        <>
          <Button busy={download.isPending} onClick={() => download.mutate()}>
            <FileText aria-hidden />
            {t('audit.export')}
          </Button>
          {checkpoint !== null && (
            <Button onClick={() => saveCheckpoint(checkpoint, checkpointSize ?? 0)}>
              <Download aria-hidden />
              {t('audit.save')}
            </Button>
          )}
        </>
      }
    >
      {head.data?.isIntact === false && (
        <Notice tone="loss" live="alert">
          {t('audit.broken')}
        </Notice>
      )}
      {head.data?.isIntact === true && (
        <Notice tone="done">
          {t('audit.intact', { size: head.data.size })}{' '}
          {checkpointSize === null ? t('audit.unsigned') : t('audit.signed', { size: checkpointSize })}
        </Notice>
      )}
      <Card title={t('audit.entries')}>
        <ActionFilter value={action} onChange={setAction} />
        {log.isPending && <Loading label={t('audit.loading')} />}
        {log.isError && <ProblemNotice error={log.error} onRetry={() => void log.refetch()} />}
        {log.isSuccess && entries.length === 0 && <output className="text-ink-soft">{t('audit.none')}</output>}
        {entries.length > 0 && <AuditTable entries={entries} ownTag={log.data?.pages[0]?.ownTag ?? null} />}
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
