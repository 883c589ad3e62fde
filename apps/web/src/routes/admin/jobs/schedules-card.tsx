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
      <ul className="divide-y divide-line">
        {schedules.map((schedule) => (
          <ScheduleRow key={schedule.key} schedule={schedule} />
        ))}
      </ul>
    </Card>
  );
}
