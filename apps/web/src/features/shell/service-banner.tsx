import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { metaQuery } from '../../api/queries.js';
import { Notice } from '../../ui/notice.js';
import { ErasureBanner } from '../erasure/erasure-banner.js';
import { AccountNotices } from '../notices/notices.js';
import { ClosedBanner } from './closed-banner.js';

/** What is amiss with the whole service, said where everybody sees it. */
export function ServiceBanner() {
  const { t } = useTranslation();
  const meta = useQuery(metaQuery);
  const isOnline = useSyncExternalStore(subscribeOnline, () => navigator.onLine);
  const { searchByMeaning = true, searchByMeaningStatus } = meta.data?.features ?? {};
  return (
    <div className="no-print grid gap-2 empty:hidden [&>*]:mx-4 [&>*]:mt-3">
      <AccountNotices />
      <ErasureBanner />
      <ClosedBanner />
      {!isOnline && (
        <Notice tone="attention" live="status">
          {t('banner.offline')}
        </Notice>
      )}
      {!searchByMeaning && (
        <Notice tone="attention" live="status">
          {t('banner.meaningOff')} {searchByMeaningStatus}
        </Notice>
      )}
    </div>
  );
}

function subscribeOnline(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
