import { useTranslation } from 'react-i18next';
import { Card } from '../../../ui/page.js';

/** What does the same without this program, from docs/restore.md: the tests run it as it stands there. */
const STEPS = [
  [
    'open',
    'age --decrypt --identity "$IDENTITY" "$BACKUP" | zstd --decompress | tar --extract\nsha256sum --check --quiet FILES.sha256',
  ],
  [
    'load',
    'cp "$LEDGER" ledger.jsonl\npsql --dbname postgres --command \'CREATE DATABASE hearthlore\'\npsql --dbname hearthlore --file schema.sql\npsql --dbname hearthlore --file restore.sql',
  ],
  ['start', 'hearthlore backup restore "$BACKUP" --identity-file "$IDENTITY"'],
] as const;

/** Said while everything works, because it is read when nothing does. */
export function OfflineCard() {
  const { t } = useTranslation();
  return (
    <Card title={t('offline.title')}>
      <p className="max-w-[68ch] text-ink-soft">{t('offline.lead')}</p>
      <ol className="grid gap-3">
        {STEPS.map(([step, command]) => (
          <li key={step} className="grid gap-1">
            <p className="max-w-[68ch]">{t(`offline.${step}`)}</p>
            <code className="rounded bg-sunken p-2.5 font-mono text-sm [overflow-wrap:anywhere] whitespace-pre-wrap">
              {command}
            </code>
          </li>
        ))}
      </ol>
    </Card>
  );
}
