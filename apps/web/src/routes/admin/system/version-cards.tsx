import { useTranslation } from 'react-i18next';
import type { SystemStatus } from '../../../api/types.js';
import { Badge } from '../../../ui/badge.js';
import { Card } from '../../../ui/page.js';

const tones = { ready: 'done', loading: 'plain', missing: 'attention', failed: 'loss' } as const;

/** What runs, in which version, and how the models stand. */
export function VersionCards({ system }: { readonly system: SystemStatus }) {
  const { t } = useTranslation();
  const { embedding, languageModel, masterKey } = system;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Card title={t('system.version')}>
        <p className="tabular-nums">Hearthlore {system.version}</p>
        <p className="text-ink-soft">{t('system.runtime', { version: system.runtime })}</p>
        <p className="text-ink-soft">{t(`system.queue.${system.queueBackend}`)}</p>
        <p className="text-ink-soft">{t('system.timeZone', { timeZone: system.timeZone })}</p>
        <p className="text-ink-soft">{t('system.logLevel', { level: system.logLevel })}</p>
      </Card>
      <Card title={t('system.embedding')}>
        <p>
          <Badge tone={tones[embedding.state]}>{t(`system.state.${embedding.state}`)}</Badge>
        </p>
        <p className="[overflow-wrap:anywhere]">{embedding.modelId}</p>
        {embedding.provider !== null && (
          <p className="text-ink-soft">
            {t('system.provider', { provider: embedding.provider.toUpperCase(), count: embedding.sessions })}
          </p>
        )}
        <p className="text-sm text-ink-soft">{embedding.message}</p>
      </Card>
      <Card title={t('system.languageModel')}>
        {languageModel.configured && (
          <p>
            <Badge tone="done">{t('system.configured')}</Badge>
          </p>
        )}
        <p className="[overflow-wrap:anywhere]">{languageModel.modelId ?? t('system.noModel')}</p>
      </Card>
      <Card title={t('system.masterKey')}>
        <p>{t('system.masterKeyVersion', { version: masterKey.version })}</p>
        {masterKey.membersOnOldPeppers > 0 && (
          <p className="text-ink-soft">{t('system.oldPeppers', { count: masterKey.membersOnOldPeppers })}</p>
        )}
      </Card>
    </div>
  );
}
