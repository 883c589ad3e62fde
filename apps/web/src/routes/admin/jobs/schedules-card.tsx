import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../../api/types.js';
import { Card } from '../../../ui/page.js';
import { ScheduleRow } from './schedule-row.js';

/** What comes by itself, and how it went the last time. */
export function SchedulesCard({ schedules }: { readonly schedules: readonly Schedule[] }) {
  const { t } = useTranslation();
  const timeZone = schedules.find((schedule) => schedule.timeZone !== null)?.timeZone;
  return (
    <Card title={t('schedule.title')}>
      {timeZone != null && <p className="text-sm text-ink-soft">{t('schedule.zone', { timeZone })}</p>}
      {/* oxlint-disable-next-line no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard */}
      <section className="overflow-x-auto" tabIndex={0} aria-label={t('schedule.title')}>
        <table className="w-full text-start text-sm tabular-nums">
          <thead>
            <tr className="border-b border-line text-ink-soft [&>th]:py-1.5 [&>th]:pe-4 [&>th]:text-start [&>th]:font-medium">
              <th scope="col">{t('schedule.what')}</th>
              <th scope="col">{t('schedule.when')}</th>
              <th scope="col">{t('schedule.next')}</th>
              <th scope="col">{t('schedule.last')}</th>
              <th scope="col">
                <span className="sr-only">{t('document.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {schedules.map((schedule) => (
              <ScheduleRow key={schedule.key} schedule={schedule} />
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}
