import { AuditAction, type AuditLog } from '@hearthlore/audit';
import { RecordType } from '@hearthlore/crypto';
import type { OwnerTransactions } from '@hearthlore/database';
import { type Clock, type ExportId, newId, parseId, type UserId } from '@hearthlore/kernel';
import { type MemberVault, RecordSetNotFoundError, type RecordSets } from '@hearthlore/vault';
import type { DrizzleExportStore } from '../adapters/drizzle-export-store.js';
import type { MemberJob, MemberJobRun } from '../member-jobs/member-job.js';
import type { MemberJobs } from '../member-jobs/member-jobs.js';
import { encryptWithPassphrase } from './age-stream.js';
import type { MemberExport } from './export.js';
import type { ExportContents } from './export-contents.js';
import {
  ExportInterruptedError,
  ExportNotFoundError,
  ExportNotReadyError,
  ExportOvertakenError,
} from './exports.errors.js';
import { type Segment, segmentsOf } from './segments.js';

/** How long an export can be fetched, in milliseconds. */
const KEEP = 24 * 3_600_000;
/** Segments that are written in one transaction. */
const BATCH = 4;

export interface ExportReadyEvent {
  readonly type: 'export.ready';
  readonly exportId: ExportId;
  readonly bytes: number;
}

export interface ExportsParts {
  readonly store: DrizzleExportStore;
  readonly transactions: OwnerTransactions;
  readonly recordSets: Pick<RecordSets, 'create' | 'write' | 'readFile' | 'delete'>;
  readonly clock: Clock;
  readonly audit: Pick<AuditLog, 'append'>;
}

/**
 * A member's exports: made on demand while the keys are there, stored as sealed segments alone, gone after a day. A
 * passphrase is in memory until the export is made, and nowhere else. [Note: Exports]
 */
export class ExportsService {
  readonly #passphrases = new Map<ExportId, string>();

  constructor(
    private readonly parts: ExportsParts,
    private readonly contents: Pick<ExportContents, 'zip'>,
    private readonly jobs: Pick<MemberJobs, 'register' | 'request' | 'cancel'>,
    private readonly events: { publish(ownerId: UserId, event: ExportReadyEvent): void },
  ) {
    jobs.register('export', (vault, job, run) => this.#make(vault, job, run).catch(asOvertaken), {
      interruptedCode: (job) => (this.#isInMemory(job) ? 'export.interrupted' : undefined),
      afterFailure: (ownerId, job) => this.#giveUp(ownerId, job),
    });
  }

  /** Begins a new one in the place of the one before. */
  async request(vault: MemberVault, passphrase: string | undefined): Promise<MemberExport> {
    const { ownerId } = vault;
    const { store, transactions, recordSets, clock } = this.parts;
    await this.#clear(ownerId);
    const createdAt = clock.now();
    const id = newId<ExportId>();
    const hasPassphrase = passphrase !== undefined;
    await transactions.run(ownerId, async () => {
      await recordSets.create(vault, id, 'export');
      await store.insert(ownerId, {
        id,
        hasPassphrase,
        createdAt,
        expiresAt: new Date(createdAt.getTime() + KEEP),
      });
    });
    if (passphrase !== undefined) this.#passphrases.set(id, passphrase);
    await this.#note(AuditAction.exportRequested, ownerId, id);
    await this.jobs.request(ownerId, 'export', id);
    return this.get(ownerId, id);
  }

  /** @throws {ExportNotFoundError} */
  async get(ownerId: UserId, id: ExportId): Promise<MemberExport> {
    const found = await this.parts.store.find(ownerId, id, this.parts.clock.now());
    if (found === undefined) throw new ExportNotFoundError(id);
    return found;
  }

  /** Newest first. */
  list(ownerId: UserId): Promise<MemberExport[]> {
    return this.parts.store.list(ownerId, this.parts.clock.now());
  }

  /** The file, as it is read. @throws {ExportNotFoundError} @throws {ExportNotReadyError} */
  async open(vault: MemberVault, id: ExportId): Promise<AsyncGenerator<Uint8Array>> {
    const { state } = await this.get(vault.ownerId, id);
    if (state !== 'ready') throw new ExportNotReadyError();
    await this.#note(AuditAction.exportFetched, vault.ownerId, id);
    return this.parts.recordSets.readFile(vault, id);
  }

  /** With its salt goes the way to its key. @throws {ExportNotFoundError} */
  async delete(ownerId: UserId, id: ExportId): Promise<void> {
    await this.#remove(ownerId, await this.get(ownerId, id));
    await this.#note(AuditAction.exportDeleted, ownerId, id);
  }

  async #clear(ownerId: UserId): Promise<void> {
    const now = this.parts.clock.now();
    for (const one of await this.parts.store.list(ownerId, now)) await this.#remove(ownerId, one);
    for (const id of await this.parts.store.listExpired(ownerId, now)) await this.parts.recordSets.delete(ownerId, id);
  }

  async #remove(ownerId: UserId, { id, jobId }: Pick<MemberExport, 'id' | 'jobId'>): Promise<void> {
    if (jobId !== null) await this.jobs.cancel(ownerId, jobId);
    await this.parts.recordSets.delete(ownerId, id);
    this.#passphrases.delete(id);
  }

  async #make(vault: MemberVault, job: MemberJob, { signal, progress }: MemberJobRun): Promise<void> {
    const { ownerId } = vault;
    const one = await this.get(ownerId, exportIdOf(job));
    // By a try that was cut off before it could say so.
    if (one.state === 'ready') return;
    const passphrase = this.#passphrases.get(one.id);
    // Another run of the process had it.
    if (one.hasPassphrase && passphrase === undefined) throw new ExportInterruptedError();
    // Of a try before this one.
    await this.parts.recordSets.write(vault, one.id, { removeTypes: [RecordType.fileSegment] });
    const zip = this.contents.zip(vault, progress);
    const file = passphrase === undefined ? zip : encryptWithPassphrase(zip, passphrase);
    let batch: Segment[] = [];
    let bytes = 0;
    for await (const segment of segmentsOf(file)) {
      signal.throwIfAborted();
      batch.push(segment);
      bytes += segment.bytes.length;
      if (batch.length < BATCH && !segment.last) continue;
      await this.#store(vault, one.id, batch, bytes);
      batch = [];
    }
    this.#passphrases.delete(one.id);
    this.events.publish(ownerId, { type: 'export.ready', exportId: one.id, bytes });
  }

  /** With the last segment it is ready, at once. */
  async #store(vault: MemberVault, id: ExportId, segments: readonly Segment[], bytes: number): Promise<void> {
    const put = segments.map(({ index, bytes: plaintext, last }) => ({
      type: RecordType.fileSegment,
      index,
      plaintext,
      last,
    }));
    await this.parts.transactions.run(vault.ownerId, async () => {
      await this.parts.recordSets.write(vault, id, { put });
      if (segments.at(-1)?.last === true) await this.parts.store.update(vault.ownerId, id, { state: 'ready', bytes });
    });
  }

  /** What there is of it is of no use to anybody; that it failed stays to be seen for the day. */
  async #giveUp(ownerId: UserId, job: MemberJob): Promise<void> {
    const id = exportIdOf(job);
    this.#passphrases.delete(id);
    await this.parts.store.update(ownerId, id, { state: 'failed', bytes: 0 });
  }

  #isInMemory({ subjectId }: MemberJob): boolean {
    return [...this.#passphrases.keys()].some((id) => id === subjectId);
  }

  async #note(action: AuditAction, actorId: UserId, thingId: ExportId): Promise<void> {
    await this.parts.audit.append({ action, actorId, thingId, result: 'ok' });
  }
}

/** Where there was an export, there is none any more. */
function asOvertaken(error: unknown): never {
  const isGone = error instanceof RecordSetNotFoundError || error instanceof ExportNotFoundError;
  throw isGone ? new ExportOvertakenError({ cause: error }) : error;
}

function exportIdOf({ subjectId }: MemberJob): ExportId {
  const id = subjectId === null ? undefined : parseId<ExportId>(subjectId);
  if (id === undefined) throw new TypeError('an export job names its export');
  return id;
}
