export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
export function sum(...parts: readonly Counts[]): Counts;
export function countTests(report: string | undefined, exitCode: number): Counts;
export function failuresOf(report: string | undefined): string[];
export function summaryLine(counts: Counts): string;
export function isSuccess(counts: Counts): boolean;
