import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../api/types.js';
import { Button } from '../../../ui/button.js';
import { Notice, type Tone } from '../../../ui/notice.js';

type Warning = Overview['warnings'][number];

/** How bad each is, and the screen on which something can be done about it; that of the lockdown is this one. */
const WARNINGS = {
  'audit-broken': ['loss', '/audit'],
  'backup-overdue': ['attention', '/admin/backups'],
  'drill-overdue': ['attention', '/admin/backups'],
  'dead-letters': ['attention', '/admin/jobs'],
  'queue-stuck': ['attention', '/admin/jobs'],
  'queue-unavailable': ['loss', '/admin/jobs'],
  'vector-store-down': ['attention', '/admin/system'],
  'disk-low': ['attention', '/admin/system'],
  lockdown: ['loss', undefined],
} as const satisfies Record<Warning, readonly [Tone, string | undefined]>;

interface WarningsProps {
  readonly warnings: readonly Warning[];
  readonly isBackedUp: boolean;
}

export function Warnings({ warnings, isBackedUp }: WarningsProps) {
  const { t } = useTranslation();
  if (warnings.length === 0 && isBackedUp) return <Notice tone="done">{t('warning.none')}</Notice>;
  return (
    <ul className="grid gap-2">
      {!isBackedUp && (
        <li>
          <Notice tone="attention">{t('backup.notConfigured')}</Notice>
        </li>
      )}
      {warnings.map((warning) => {
        const [tone, to] = WARNINGS[warning];
        return (
          <li key={warning}>
            <Notice
              tone={tone}
              {...(to !== undefined && {
                actions: (
                  <Button size="small" asChild>
                    <Link to={to}>{t('warning.look')}</Link>
                  </Button>
                ),
              })}
            >
              {t(`warning.${warning}`)}
            </Notice>
          </li>
        );
      })}
    </ul>
  );
}
