import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { retentionPreviewQuery, retentionRulesQuery } from '../../../api/admin-queries.js';
import { client } from '../../../api/client.js';
import { unwrap } from '../../../api/unwrap.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { RetentionForm } from '../../../features/retention/retention-form.js';
import { daysByKind, toNewRules } from '../../../features/retention/rule-days.js';
import { formatDateTime } from '../../../ui/format.js';
import { Card, Loading, Page } from '../../../ui/page.js';
import { PreviewCard } from './preview-card.js';
import { RunsCard } from './runs-card.js';

/** What goes by age, for everybody. Counts alone: what it is called is its owner's to see. */
export function RetentionPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const rules = useQuery(retentionRulesQuery);
  const suggested = rules.data?.filter(({ suggestedDays }) => suggestedDays !== null) ?? [];
  const save = async (changes: Parameters<typeof toNewRules>[0], confirm: string | undefined) => {
    const body = { rules: toNewRules(changes), ...(confirm !== undefined && { confirm }) };
    await unwrap(client.PUT('/api/v1/admin/retention/rules', { body }));
    await Promise.all(
      [retentionRulesQuery, retentionPreviewQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })),
    );
  };
  const hintOf = (kind: string): string | undefined => {
    const rule = rules.data?.find((one) => one.kind === kind);
    if (rule?.bitesFrom != null && new Date(rule.bitesFrom).getTime() > rules.dataUpdatedAt) {
      return t('retention.bitesFrom', { date: formatDateTime(rule.bitesFrom) });
    }
    return rule !== undefined && rule.leastDays > 1 ? t('retention.least', { days: rule.leastDays }) : undefined;
  };
  return (
    <Page wide title={t('nav.retention')} lead={t('retention.lead')}>
      <Card title={t('retention.rules')}>
        <p className="max-w-[68ch] text-ink-soft">{t('retention.rulesLead')}</p>
        {rules.isPending && <Loading label={t('retention.loading')} />}
        {rules.isError && <ProblemNotice error={rules.error} onRetry={() => void rules.refetch()} />}
        {rules.isSuccess && (
          <RetentionForm
            look="primary"
            kinds={rules.data.map(({ kind }) => kind)}
            rules={daysByKind(rules.data, ({ days }) => days)}
            suggested={daysByKind(suggested, ({ suggestedDays }) => suggestedDays)}
            hintOf={hintOf}
            onSave={save}
          />
        )}
      </Card>
      <PreviewCard />
      <RunsCard />
    </Page>
  );
}
