import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../api/types.js';
import { Badge } from '../../ui/badge.js';
import { formatDateTime } from '../../ui/format.js';

interface AuditTableProps {
  readonly entries: readonly AuditEntry[];
  /** The tag that stands for whoever looks. */
  readonly ownTag: string | null;
}

/** Everybody is a tag in the log; a short piece of it tells two apart. */
const TAG_SHOWN = 6;

/** What happened, newest first. Wide tables scroll by themselves and never the page. */
export function AuditTable({ entries, ownTag }: AuditTableProps) {
  const { t } = useTranslation();
  const tag = (value: string | null) => {
    if (value === null) return '–';
    return value === ownTag ? t('audit.you') : value.slice(0, TAG_SHOWN);
  };
  return (
    // oxlint-disable-next-line no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard
    <section className="overflow-x-auto" tabIndex={0} aria-label={t('audit.entries')}>
      <table className="w-full text-start text-sm tabular-nums">
        <thead>
          <tr className="border-b border-line text-ink-soft [&>th]:py-1.5 [&>th]:pe-4 [&>th]:text-start [&>th]:font-medium">
            <th scope="col">{t('audit.time')}</th>
            <th scope="col">{t('audit.action')}</th>
            <th scope="col">{t('audit.actor')}</th>
            <th scope="col">{t('audit.object')}</th>
            <th scope="col" className="max-sm:hidden">
              {t('audit.network')}
            </th>
            <th scope="col">{t('audit.result')}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {entries.map((entry) => (
            <tr key={entry.seq} className="[&>td]:py-1.5 [&>td]:pe-4 [&>td]:align-top">
              <td>
                <span className="block min-w-26 sm:whitespace-nowrap">
                  {entry.at === null ? '–' : formatDateTime(entry.at)}
                </span>
              </td>
              <td>{entry.action === null ? t('audit.damaged') : actionText(entry.action)}</td>
              <td className="font-mono">{tag(entry.actor)}</td>
              <td className="font-mono">{tag(entry.object)}</td>
              <td className="font-mono max-sm:hidden">{tag(entry.network)}</td>
              <td>
                {entry.result === 'refused' ? (
                  <Badge tone="attention">{t('audit.refused')}</Badge>
                ) : (
                  <span className="text-ink-soft">{t('audit.ok')}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Words for what has some; the rest is shown by its own name. */
export function actionText(action: string): string {
  return i18next.t(`audit.actions.${action.replaceAll('.', '-')}`, { defaultValue: action });
}
