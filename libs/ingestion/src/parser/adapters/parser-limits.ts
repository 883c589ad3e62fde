const MEGABYTE = 1_048_576;

/** What one parser process may use, watched from outside: a hostile file decides what happens inside. */
export interface ParserLimits {
  /** Milliseconds without a finished page after which the process is stopped. */
  readonly idleMilliseconds: number;
  /** Milliseconds in all. */
  readonly totalMilliseconds: number;
  readonly cpuSeconds: number;
  /** V8's heap. Buffers lie outside it, hence the next two. */
  readonly heapMegabytes: number;
  /** Resident memory, looked at every `memoryCheckMilliseconds`. */
  readonly residentBytes: number;
  readonly memoryCheckMilliseconds: number;
  /** Address space: under 2 GB Node itself does not start reliably, so this is only the last line. */
  readonly addressSpaceBytes: number;
  readonly outputBytes: number;
}

/** A 138-page annual report takes about 1 s and 140 MB; these are ten and five times that. */
export const PARSER_LIMITS: ParserLimits = {
  idleMilliseconds: 10_000,
  totalMilliseconds: 60_000,
  cpuSeconds: 60,
  heapMegabytes: 512,
  residentBytes: 700 * MEGABYTE,
  memoryCheckMilliseconds: 50,
  addressSpaceBytes: 2048 * MEGABYTE,
  outputBytes: 20_000_000,
};
