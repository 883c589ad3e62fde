import type { TFunction } from 'i18next';
import i18next from 'i18next';

const NUMBER = /^\d{1,2}$/;
/** 2 January 2000 was a Sunday, which cron counts as day 0. */
const SUNDAY = { year: 2000, month: 0, day: 2 };

/** @returns A cron pattern of five fields in words, such as `Every day at 2:30 AM`; the pattern itself where it has none. */
export function scheduleText(t: TFunction, pattern: string): string {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = pattern.trim().split(/\s+/);
  const step = /^\*\/(\d{1,2})$/.exec(minute)?.[1];
  const rest = [hour, day, month, weekday];
  if (step !== undefined && rest.every(isAny)) return t('schedule.minutes', { count: Number(step) });
  if (!NUMBER.test(minute) || !isAny(month)) return t('schedule.pattern', { pattern });
  if (rest.every(isAny)) return t('schedule.hourly', { minute: minute.padStart(2, '0') });
  if (!NUMBER.test(hour)) return t('schedule.pattern', { pattern });
  const time = timeText(Number(hour), Number(minute));
  if (isAny(day) && isAny(weekday)) return t('schedule.daily', { time });
  if (isAny(day) && /^[0-7]$/.test(weekday)) return t('schedule.weekly', { day: weekdayText(Number(weekday)), time });
  if (NUMBER.test(day) && isAny(weekday)) return t('schedule.monthly', { day: Number(day), time });
  return t('schedule.pattern', { pattern });
}

const isAny = (field: string): boolean => field === '*';

/** The pattern's own clock: the server's time zone stands beside it, the browser's plays no part. */
function timeText(hour: number, minute: number): string {
  const moment = new Date(SUNDAY.year, SUNDAY.month, SUNDAY.day, hour, minute);
  return new Intl.DateTimeFormat(i18next.language, { timeStyle: 'short' }).format(moment);
}

function weekdayText(weekday: number): string {
  const moment = new Date(SUNDAY.year, SUNDAY.month, SUNDAY.day + weekday);
  return new Intl.DateTimeFormat(i18next.language, { weekday: 'long' }).format(moment);
}
