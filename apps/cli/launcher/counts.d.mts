export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
export interface TestRun {
  /** The text of its JSON report, where it left one. */
  readonly report: string | undefined;
  readonly exitCode: number;
  /** Whether something was thrown outside of every test. */
  readonly hasStrayErrors: boolean;
}
export function sum(...parts: readonly Counts[]): Counts;
export function countTests(report: string | undefined, exitCode: number): Counts;
export function failuresOf(report: string | undefined): string[];
export interface TestRun {
  /** The text of its JSON report, where it left one. */
  readonly report: string | undefined;
  readonly exitCode: number;
  /** Whether something was thrown outside of every test. */
  readonly hasStrayErrors: boolean;
}
export function filesToRepeat(run: TestRun): string[];
export function withSecondTry(
  first: TestRun,
  second: TestRun,
): { readonly run: TestRun; readonly passedLate: string[] };
export function summaryLine(counts: Counts): string;
export function isSuccess(counts: Counts): boolean;
