import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { systemQuery } from '../../../api/queries.js';
import { attention } from '../../../features/events/attention.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { Badge } from '../../../ui/badge.js';
import { Card, Loading, Page } from '../../../ui/page.js';

const tones = {
  ready: 'done',
  loading: 'plain',
  missing: 'attention',
  failed: 'loss',
} as const;

export function SystemPage() {
  const { t } = useTranslation();
  // a model that is still being fetched reports itself, as long as somebody looks
  const system = useQuery({ ...systemQuery, refetchInterval: () => (attention.isPresent() ? 15_000 : false) });
  return (
    <Page title={t('system.title')} lead={t('system.lead')}>
      {system.isPending && <Loading label={t('system.loading')} />}
      {system.isError && <ProblemNotice error={system.error} onRetry={() => void system.refetch()} />}
      {system.isSuccess && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Card title={t('system.embedding')}>
            <State state={system.data.embedding.state} />
            <p className="[overflow-wrap:anywhere]">{system.data.embedding.modelId}</p>
            {system.data.embedding.provider !== null && (
              <p className="text-ink-soft">
                {t('system.provider', {
                  provider: system.data.embedding.provider.toUpperCase(),
                  count: system.data.embedding.sessions,
                })}
              </p>
            )}
            <p className="text-sm text-ink-soft">{system.data.embedding.message}</p>
          </Card>
          <Card title={t('system.languageModel')}>
            {system.data.languageModel.configured && (
              <p>
                <Badge tone="done">{t('system.configured')}</Badge>
              </p>
            )}
            <p className="[overflow-wrap:anywhere]">{system.data.languageModel.modelId ?? t('system.noModel')}</p>
          </Card>
          <Card title={t('system.version')}>
            <p className="tabular-nums">Hearthlore {system.data.version}</p>
            <p className="text-ink-soft">{t('system.runtime', { version: system.data.runtime })}</p>
          </Card>
        </div>
      )}
    </Page>
  );
}

function State({ state }: { readonly state: keyof typeof tones }) {
  const { t } = useTranslation();
  return (
    <p>
      <Badge tone={tones[state]}>{t(`system.state.${state}`)}</Badge>
    </p>
  );
}
