/** Middle of a sample; the mean of the two middle ones for an even number. */
export function median(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** Nearest-rank percentile. @param share 0 to 1. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** `12.3 (11.9–13.0)`: median with the smallest and the largest, and a goal where there is one. */
export function describeSample(sample: readonly number[], digits = 1): string {
  const show = (value: number): string => value.toFixed(digits);
  return `${show(median(sample))} (${show(Math.min(...sample))}–${show(Math.max(...sample))})`;
}
