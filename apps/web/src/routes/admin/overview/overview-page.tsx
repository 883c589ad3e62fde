import { useTranslation } from 'react-i18next';
import { Page } from '../../../ui/page.js';
import { FamilyTiles } from './family-tiles.js';
import { ModelTile } from './model-tile.js';

/** How the installation stands, in figures: each leads to the screen that has more. */
export function OverviewPage() {
  const { t } = useTranslation();
  return (
    <Page wide title={t('nav.admin')} lead={t('admin.lead')}>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        <FamilyTiles />
        <ModelTile />
      </ul>
    </Page>
  );
}
