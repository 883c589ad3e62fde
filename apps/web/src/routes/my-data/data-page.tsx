import { useTranslation } from 'react-i18next';
import { mayWrite, useUser } from '../../features/session/use-session.js';
import { LockMark } from '../../ui/lock-mark.js';
import { Page } from '../../ui/page.js';
import { SettingsNav } from '../settings/settings-nav.js';
import { EraseCard } from './erase-card.js';
import { ExportCard } from './export-card.js';
import { ImportCard } from './import-card.js';
import { RetentionCard } from './retention-card.js';

/** What somebody may do with all that is theirs: take it along, let it age, have it erased. */
export function DataPage() {
  const { t } = useTranslation();
  const canWrite = mayWrite(useUser());
  return (
    <Page title={t('data.title')} lead={t('data.lead')}>
      <SettingsNav />
      <LockMark />
      <ExportCard />
      {canWrite && <ImportCard />}
      <RetentionCard />
      <EraseCard />
    </Page>
  );
}
