import i18next from 'i18next';

const KIB = 1024;
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** @returns A size in powers of 1024 under the familiar names, as file managers print it. */
export function formatBytes(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(KIB)));
  const value = bytes / KIB ** step;
  return new Intl.NumberFormat(i18next.language, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(i18next.language).format(value);
}

export function formatDate(date: string | Date): string {
  return new Intl.DateTimeFormat(i18next.language, { dateStyle: 'medium' }).format(new Date(date));
}

export function formatDateTime(date: string | Date): string {
  return new Intl.DateTimeFormat(i18next.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(date));
}

/** @param seconds A waiting time, printed as minutes and seconds: `0:42`. */
export function formatWait(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** @returns Milliseconds as seconds with one decimal, at least a tenth. */
export function formatSeconds(milliseconds: number): string {
  const seconds = Math.max(0.1, milliseconds / 1000);
  return new Intl.NumberFormat(i18next.language, { maximumFractionDigits: seconds < 10 ? 1 : 0 }).format(seconds);
}
