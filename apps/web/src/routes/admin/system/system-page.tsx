import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { systemQuery } from '../../../api/queries.js';
import { attention } from '../../../features/events/attention.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { Loading, Page } from '../../../ui/page.js';
import { DiagnosticsCard } from './diagnostics-card.js';
import { HostsCard } from './hosts-card.js';
import { RunbooksCard } from './runbooks-card.js';
import { SettingsCard } from './settings-card.js';
import { VectorsCard } from './vectors-card.js';
import { VersionCards } from './version-cards.js';

export function SystemPage() {
  const { t } = useTranslation();
  // a model that is still being fetched reports itself, as long as somebody looks
  const system = useQuery({ ...systemQuery, refetchInterval: () => (attention.isPresent() ? 15_000 : false) });
  return (
    <Page wide title={t('system.title')} lead={t('system.lead')}>
      {system.isPending && <Loading label={t('system.loading')} />}
      {system.isError && <ProblemNotice error={system.error} onRetry={() => void system.refetch()} />}
      {system.isSuccess && (
        <>
          <VersionCards system={system.data} />
          <HostsCard hosts={system.data.hosts} />
          <SettingsCard settings={system.data.settings} />
        </>
      )}
      <VectorsCard />
      <RunbooksCard />
      <DiagnosticsCard />
    </Page>
  );
}
