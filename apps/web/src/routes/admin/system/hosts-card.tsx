import { useTranslation } from 'react-i18next';
import type { SystemStatus } from '../../../api/types.js';
import { Badge } from '../../../ui/badge.js';
import { Notice } from '../../../ui/notice.js';
import { Card } from '../../../ui/page.js';

/** Every host that anything may be sent to. What is not listed is not talked to. */
export function HostsCard({ hosts }: { readonly hosts: SystemStatus['hosts'] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('hosts.title')}>
      <p className="max-w-[68ch] text-ink-soft">{t('hosts.lead')}</p>
      {hosts.length === 0 && <Notice tone="done">{t('hosts.none')}</Notice>}
      <ul className="divide-y divide-line empty:hidden">
        {hosts.map(({ purpose, host, isLocal }) => (
          <li key={`${purpose} ${host}`} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
            <div className="min-w-0 flex-1 basis-56">
              <p className="font-mono [overflow-wrap:anywhere]">{host}</p>
              <p className="text-sm text-ink-soft">{t(`hosts.purpose.${purpose}`)}</p>
            </div>
            <Badge tone={isLocal ? 'done' : 'attention'}>{t(isLocal ? 'hosts.home' : 'hosts.away')}</Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}
