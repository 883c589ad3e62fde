import { useTranslation } from 'react-i18next';
import { Card } from '../../../ui/page.js';

/** What does the same without this program: docs/backup.md has all of it, and the tests run it. */
const STEPS = [
  ['open', 'age --decrypt --identity key.txt hearthlore-….tar.zst.age | zstd -d | tar -x -C restored'],
  ['load', 'cd restored && createdb hearthlore && psql -d hearthlore -f schema.sql -f restore.sql'],
  ['start', 'hearthlore backup restore'],
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
            <code className="overflow-x-auto rounded bg-sunken p-2.5 font-mono text-sm">{command}</code>
          </li>
        ))}
      </ol>
    </Card>
  );
}
