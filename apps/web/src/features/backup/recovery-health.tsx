import { useTranslation } from 'react-i18next';
import type { RecoveryHealth } from '../../api/types.js';
import { formatDateTime } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';

/** Good alone is calm: an overdue backup and one that was never made are equally far from coming back. */
export const healthTones = { good: 'done', stale: 'attention', never: 'attention' } as const;

/** Whether what is kept here would come back, as the server judges it. */
export function RecoveryHealthNotices({ health }: { readonly health: RecoveryHealth }) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-2">
      {(['backup', 'drill'] as const).map((part) => {
        const { state, lastGoodAt } = health[part];
        const date = lastGoodAt === null ? '' : formatDateTime(lastGoodAt);
        return (
          <Notice key={part} tone={healthTones[state]}>
            {t(`recoveryHealth.${part}.${state}`, { date })}
          </Notice>
        );
      })}
    </div>
  );
}
