import { useTranslation } from 'react-i18next';
import { Card } from '../../../ui/page.js';

const parts = ['three', 'two', 'one'] as const;

/** The old rule of keeping things, said in terms of this house. */
export function ThreeCopiesCard() {
  const { t } = useTranslation();
  return (
    <Card title={t('threeCopies.title')}>
      <ul className="grid gap-3 sm:grid-cols-3">
        {parts.map((part) => (
          <li key={part} className="grid content-start gap-1 rounded bg-sunken p-3">
            <p className="font-semibold">{t(`threeCopies.${part}.title`)}</p>
            <p className="text-sm text-ink-soft">{t(`threeCopies.${part}.text`)}</p>
          </li>
        ))}
      </ul>
      <p className="max-w-[68ch] text-sm text-ink-soft">{t('threeCopies.identity')}</p>
    </Card>
  );
}
