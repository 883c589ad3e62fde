import { useTranslation } from 'react-i18next';
import type { BackupSettings } from '../../../api/types.js';

/** Where backups go, who can open them and how long they stay: set in the environment, shown here. */
export function BackupSettingsNote({ settings }: { readonly settings: BackupSettings }) {
  const { t } = useTranslation();
  const { keep, recipients, target } = settings;
  return (
    <div className="grid gap-1 border-t border-line pt-3 text-sm text-ink-soft">
      {target !== null && <p>{t(`backup.target.${target}`)}</p>}
      <p>
        {settings.isAppendOnly
          ? t('backup.appendOnly')
          : t('backup.keep', { last: keep.last, daily: keep.daily, weekly: keep.weekly, days: keep.maxDays })}
      </p>
      <p>
        {t('backup.openedBy', { count: recipients.length })}{' '}
        <span className="font-mono [overflow-wrap:anywhere]">{recipients.join(', ')}</span>
      </p>
    </div>
  );
}
