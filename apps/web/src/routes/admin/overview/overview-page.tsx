import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '../../../api/admin-queries.js';
import { ProblemNotice } from '../../../features/problem/problem-notice.js';
import { Loading, Page } from '../../../ui/page.js';
import { IncidentsCard } from './incidents-card.js';
import { LockdownCard } from './lockdown-card.js';
import { OverviewTiles } from './overview-tiles.js';
import { Warnings } from './warnings.js';

/** How the installation stands, in figures: each leads to the screen that has more. */
export function OverviewPage() {
  const { t } = useTranslation();
  const overview = useQuery(overviewQuery);
  return (
    <Page wide title={t('nav.admin')} lead={t('admin.lead')}>
      {overview.isPending && <Loading label={t('overview.loading')} />}
      {overview.isError && <ProblemNotice error={overview.error} onRetry={() => void overview.refetch()} />}
      {overview.isSuccess && (
        <>
          <Warnings warnings={overview.data.warnings} isBackedUp={overview.data.backup.isConfigured} />
          <OverviewTiles overview={overview.data} />
        </>
      )}
      <IncidentsCard />
      <LockdownCard />
    </Page>
  );
}
