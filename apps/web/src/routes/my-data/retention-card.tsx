import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { ownPreviewQuery, ownRetentionQuery } from '../../api/data-queries.js';
import type { OwnRetentionRule } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { RetentionForm } from '../../features/retention/retention-form.js';
import { daysByKind, type RuleDays, toOwnRules } from '../../features/retention/rule-days.js';
import { formatDateTime } from '../../ui/format.js';
import { Card, Loading } from '../../ui/page.js';
import { DueList } from './due-list.js';

/** The member's own rules, beside those of the installation: the shorter one counts. */
export function RetentionCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const rules = useQuery(ownRetentionQuery);
  const save = async (changes: RuleDays, confirm: string | undefined) => {
    const body = { rules: toOwnRules(changes), ...(confirm !== undefined && { confirm }) };
    await unwrap(client.PUT('/api/v1/me/retention', { body }));
    await Promise.all(
      [ownRetentionQuery, ownPreviewQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })),
    );
  };
  const hintOf = (kind: string): string | undefined => {
    const rule = rules.data?.find((one) => one.kind === kind);
    const parts = rule === undefined ? [] : hintsOf(rule);
    return parts.length === 0 ? undefined : parts.join(' ');
  };
  const hintsOf = ({ installationDays, bitesFrom }: OwnRetentionRule): string[] => [
    ...(installationDays === null ? [] : [t('retention.installation', { count: installationDays })]),
    ...(bitesFrom !== null && new Date(bitesFrom).getTime() > rules.dataUpdatedAt
      ? [t('retention.bitesFrom', { date: formatDateTime(bitesFrom) })]
      : []),
  ];
  return (
    <Card title={t('retention.own')}>
      <p className="max-w-[68ch] text-ink-soft">{t('retention.ownLead')}</p>
      {rules.isPending && <Loading label={t('retention.loading')} />}
      {rules.isError && <ProblemNotice error={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.isSuccess && (
        <RetentionForm
          kinds={rules.data.map(({ kind }) => kind)}
          rules={daysByKind(rules.data, ({ days }) => days)}
          hintOf={hintOf}
          onSave={save}
        />
      )}
      <DueList />
    </Card>
  );
}
