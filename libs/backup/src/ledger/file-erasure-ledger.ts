import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@hearthlore/kernel';
import { acquireLock, FolderInUseError, type FolderLock, syncFolder } from '@hearthlore/machine';
import { ErasureLedger, type Tombstone } from './erasure-ledger.js';
import {
  LedgerBehindTargetError,
  LedgerBusyError,
  LedgerDamagedError,
  LedgerNotMirroredError,
} from './ledger.errors.js';
import { formatTombstone, hashLine } from './ledger-line.js';
import { type LedgerHead, type LedgerReport, splitLedger, verifyLedger } from './verify-ledger.js';

const FILE = 'erasures.jsonl';
/** Another writer needs milliseconds; between two tries, and in all, in milliseconds. */
const LOOK_AGAIN = 20;
const PATIENCE = 10_000;
const NEWLINE = 0x0a;

/**
 * Brings the whole ledger to where the backups lie, over the copy that is there.
 *
 * @param text All lines, each with its newline.
 */
export type LedgerMirror = (text: string) => Promise<void>;

export interface FileErasureLedgerOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  /** Absent without a backup target. */
  readonly mirror?: LedgerMirror | undefined;
  /** What else is known of how far it went: a ledger that lost its end is refused where this says so. */
  readonly known?: (() => Promise<readonly LedgerHead[]>) | undefined;
}

/** The file in which the ledger of a data folder lies. */
export function ledgerFile(dataDir: string): string {
  return join(dataDir, 'ledger', FILE);
}

/**
 * The ledger as a file of one JSON line each, readable by the server's user alone.
 *
 * Whoever appends holds a lock on the folder and reads the whole chain first, so that two processes never follow the
 * same line. A last line without its newline was never acknowledged and is cut off by the next append; anything else
 * that does not fit is refused and left as it is.
 */
export class FileErasureLedger extends ErasureLedger {
  readonly #folder: string;
  readonly #file: string;

  constructor(private readonly options: FileErasureLedgerOptions) {
    super();
    this.#folder = join(options.dataDir, 'ledger');
    this.#file = ledgerFile(options.dataDir);
  }

  /**
   * Durable here and at the backup target when it resolves. Repeated after a failure it brings the target what it
   * lacks and adds no second line.
   *
   * @throws {LedgerDamagedError} @throws {LedgerBusyError} @throws {LedgerNotMirroredError}
   * @throws {LedgerBehindTargetError}
   */
  override async append({ tag, reason }: Pick<Tombstone, 'tag' | 'reason'>): Promise<Tombstone> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const lock = await this.#lock();
    try {
      const { text, report } = await this.#load();
      const known = report.tombstones.find((one) => one.tag === tag);
      if (known !== undefined) {
        // Whoever wrote it may have been killed before it reached the disk.
        await this.#sync();
        await this.#mirror(text);
        return known;
      }
      const at = this.options.clock.now().toISOString();
      const tombstone: Tombstone = { seq: report.count, at, tag, reason, previous: report.head };
      const line = `${formatTombstone(tombstone)}\n`;
      await this.#write(Buffer.byteLength(text), line);
      await this.#mirror(text + line);
      return tombstone;
    } finally {
      lock.release();
    }
  }

  /** @throws {LedgerDamagedError} */
  override async read(): Promise<readonly Tombstone[]> {
    return (await this.#load()).report.tombstones;
  }

  /** @throws {LedgerDamagedError} */
  override async head(): Promise<string> {
    return (await this.#load()).report.head;
  }

  async #load(): Promise<{ readonly text: string; readonly report: LedgerReport }> {
    const lines = splitLedger(await readIfThere(this.#file));
    const report = verifyLedger(lines, await this.options.known?.());
    if (report.fault !== undefined) throw new LedgerDamagedError(report.fault.kind, report.fault.seq);
    return { text: lines.map((line) => `${line}\n`).join(''), report };
  }

  async #lock(): Promise<FolderLock> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      try {
        return acquireLock(this.#folder);
      } catch (cause) {
        if (!(cause instanceof FolderInUseError)) throw cause;
        if (performance.now() > deadline) throw new LedgerBusyError({ cause });
        await sleep(LOOK_AGAIN);
      }
    }
  }

  /** @param length Of what was acknowledged, in bytes; what lies behind it is half a line. */
  async #write(length: number, line: string): Promise<void> {
    const file = await open(this.#file, 'a', 0o600);
    try {
      await file.truncate(length);
      await file.appendFile(line);
      await file.sync();
    } finally {
      await file.close();
    }
    syncFolder(this.#folder);
  }

  async #sync(): Promise<void> {
    const file = await open(this.#file, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    syncFolder(this.#folder);
  }

  async #mirror(text: string): Promise<void> {
    try {
      await this.options.mirror?.(text);
    } catch (cause) {
      throw cause instanceof LedgerBehindTargetError ? cause : new LedgerNotMirroredError({ cause });
    }
  }
}

async function readIfThere(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    // Half a line may end inside of a character.
    return bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1).toString('utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Hexadecimal SHA-256 of the line in which a tombstone stands. */
export function tombstoneHash(tombstone: Tombstone): string {
  return hashLine(formatTombstone(tombstone));
}
