import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { erasureQuery } from '../../api/data-queries.js';
import { Button } from '../../ui/button.js';
import { formatDateTime } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { useCancelErasure } from './use-cancel-erasure.js';

/** Stands on every screen while the account is to be erased: it must not come as a surprise to anybody. */
export function ErasureBanner() {
  const { t } = useTranslation();
  const erasure = useQuery(erasureQuery);
  const cancel = useCancelErasure();
  const scheduled = erasure.data?.scheduled ?? null;
  if (scheduled === null) return null;
  return (
    <Notice
      tone="loss"
      live="status"
      actions={
        <Button size="small" busy={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('erasure.cancel')}
        </Button>
      }
    >
      {t('erasure.scheduled', { date: formatDateTime(scheduled.effectiveAt) })}
    </Notice>
  );
}
