import { LockKeyhole } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SystemStatus } from '../../../api/types.js';
import { Card } from '../../../ui/page.js';

/** What the environment fixes: shown, by the name to change it under, and not changed here. */
export function SettingsCard({ settings }: { readonly settings: SystemStatus['settings'] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('fixed.title')}>
      <p className="max-w-[68ch] text-ink-soft">{t('fixed.lead')}</p>
      {settings.length === 0 && <p className="text-ink-soft">{t('fixed.none')}</p>}
      <dl className="divide-y divide-line text-sm">
        {settings.map(({ name, value, isSecret }) => (
          <div key={name} className="grid gap-x-4 py-2 sm:grid-cols-2">
            <dt className="flex items-center gap-2 font-mono [overflow-wrap:anywhere]">
              <LockKeyhole aria-hidden className="size-4 shrink-0 text-ink-soft" />
              {name}
            </dt>
            <dd className="ps-6 text-ink-soft [overflow-wrap:anywhere] sm:ps-0">
              {isSecret ? t('fixed.secret') : value}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
