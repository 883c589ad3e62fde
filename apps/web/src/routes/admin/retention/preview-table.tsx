import { useTranslation } from 'react-i18next';
import type { RetentionPreview } from '../../../api/types.js';
import { formatNumber } from '../../../ui/format.js';

const ROWS = ['documents', 'conversations', 'exports', 'audit-bodies', 'sessions', 'usage', 'jobs'] as const;

/** Counts by kind: at the next run, and in the days ahead. */
export function PreviewTable({ preview }: { readonly preview: RetentionPreview }) {
  const { t } = useTranslation();
  return (
    // oxlint-disable-next-line no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard
    <section className="overflow-x-auto" tabIndex={0} aria-label={t('retention.preview')}>
      <table className="w-full text-sm tabular-nums">
        <thead>
          <tr className="border-b border-line text-ink-soft [&>th]:py-1.5 [&>th]:pe-4 [&>th]:text-end [&>th]:font-medium">
            <th scope="col" className="text-start!">
              {t('retention.what')}
            </th>
            <th scope="col">{t('retention.now')}</th>
            <th scope="col">{t('retention.inDays', { count: 7 })}</th>
            <th scope="col">{t('retention.inDays', { count: 30 })}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {ROWS.map((row) => (
            <tr key={row} className="[&>td]:py-1.5 [&>td]:pe-4 [&>td]:text-end">
              <th scope="row" className="py-1.5 pe-4 text-start font-normal">
                {t(`retention.row.${row}`)}
              </th>
              <td>{formatNumber(preview.counts[row])}</td>
              <td>{formatNumber(preview.inSevenDays[row])}</td>
              <td>{formatNumber(preview.inThirtyDays[row])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
