import type { NoteSigner } from '@hearthlore/audit';
import { AppError, type BackupId, type Clock, newId } from '@hearthlore/kernel';
import { Logger } from '@nestjs/common';
import type { ArchiveTee } from '../archive/write-archive.js';
import { BackupNotFoundError, BackupVerificationError } from '../backup.errors.js';
import { isMadeHere } from '../keeping/history.js';
import { INTERRUPTED, prune, pruneForgotten, removeLeftovers } from '../keeping/prune.js';
import { BackupFinding } from '../verification/verify-file.js';
import { verifyBackup } from '../verification/verify-backup.js';
import { isTargetChainWhole, newestManifest } from '../verification/verify-target.js';
import type { BackupRegister, BackupTrigger } from './backup-register.port.js';
import type { BackupDestination, BackupSettings } from './backup-settings.js';
import { type BackupSource, createBackup, type CreatedBackup } from './create-backup.js';
import { withFence } from './snapshot-fence.js';

/** Share of the whole that writing is; the rest is reading back. */
const WRITING = 80;

export interface BackupJobParts {
  readonly register: BackupRegister;
  readonly settings: BackupSettings;
  readonly source: BackupSource;
  readonly signer: NoteSigner;
  readonly clock: Clock;
  /** Whether anything may go by its date: a clock that leapt ahead would make every backup too old at once. */
  readonly isClockSteady: () => Promise<boolean>;
}

export interface BackupRun {
  readonly signal?: AbortSignal;
  /** Reads the tar before it is encrypted, as the automatic drill does. */
  readonly tee?: ArchiveTee;
}

/** What a run says of itself: ids, counts and codes. */
export interface BackupOutcome {
  readonly state: 'completed' | 'not-configured';
  readonly backupId: BackupId | null;
  readonly bytes: number;
}

/**
 * Makes backups, reads them back and removes the old ones. Repeats harmlessly: what a killed run left is marked as
 * failed and taken away before anything new is written.
 */
export class BackupJob {
  readonly #logger = new Logger(BackupJob.name);

  constructor(private readonly parts: BackupJobParts) {}

  /** What nobody asked for is no failure where nothing is configured: the page of the administration says it. */
  async createScheduled(run: BackupRun = {}): Promise<BackupOutcome> {
    if (!this.parts.settings.isConfigured) return { state: 'not-configured', backupId: null, bytes: 0 };
    return this.create(newId<BackupId>(), 'schedule', run);
  }

  /**
   * @returns Once it lies at the target and was read back.
   * @throws {AppError} whose code is in the register as well.
   */
  async create(id: BackupId, trigger: BackupTrigger, run: BackupRun = {}): Promise<BackupOutcome> {
    const { register, settings, clock } = this.parts;
    const known = await register.find(id);
    if (known?.state === 'completed') return { state: 'completed', backupId: id, bytes: known.bytes ?? 0 };
    await register.start(id, trigger, clock.now());
    try {
      const { destination } = settings;
      const created = await this.#write(id, destination, run);
      const { bytes } = created.manifest;
      const verification = await this.#readBack(id, destination, created);
      const manifestSha256 = new Uint8Array(Buffer.from(created.manifestSha256, 'hex'));
      const verifiedAt = clock.now();
      await register.complete(id, { bytes, manifestSha256, verifiedAt, verification }, verifiedAt);
      this.#logger.log('backup made', { backupId: id, bytes });
      await this.prune();
      return { state: 'completed', backupId: id, bytes };
    } catch (error) {
      await this.#fail(id, run.signal?.aborted === true ? INTERRUPTED : codeOf(error));
      throw error;
    }
  }

  /** @throws {BackupNotFoundError} for one that was never made, or is not kept any more. */
  async verify(id: BackupId): Promise<{ readonly finding: BackupFinding }> {
    const { register, settings, clock, signer } = this.parts;
    const { target } = settings.destination;
    const backup = await register.find(id);
    if (!isMadeHere(backup) || backup.removedAt !== null) throw new BackupNotFoundError();
    const manifestSha256 = Buffer.from(backup.manifestSha256).toString('hex');
    await register.progress(id, 0, 'verifying');
    const report = await verifyBackup(target, signer.verifier, { file: backup.file, manifestSha256 });
    const isWhole = await isTargetChainWhole(target, signer.verifier, register, clock.now());
    const finding = report.finding === BackupFinding.good && !isWhole ? BackupFinding.chainBroken : report.finding;
    await register.verified(id, finding, clock.now());
    await register.progress(id, 100, 'done');
    if (finding !== BackupFinding.good) this.#logger.warn('backup is not what was written', { backupId: id, finding });
    return { finding };
  }

  /** @returns How many left the target. */
  async prune(): Promise<{ readonly removed: number }> {
    const { register, settings, clock, signer } = this.parts;
    const { target } = settings;
    if (target === undefined || !(await this.parts.isClockSteady())) return { removed: 0 };
    const forgotten = await pruneForgotten(register, target, signer.verifier, clock.now());
    return { removed: forgotten + (await prune(register, target, clock.now())) };
  }

  async #write(id: BackupId, destination: BackupDestination, run: BackupRun): Promise<CreatedBackup> {
    const { register, source, signer, clock } = this.parts;
    const created = clock.now();
    const progress = new Progress((percent) => register.progress(id, percent, 'writing'));
    await register.progress(id, 0, 'snapshot');
    const result = await createBackup({
      id,
      created,
      source,
      destination,
      signer,
      previous: await newestManifest(destination.target, signer.verifier, register),
      willWrite: async (file) => {
        await removeLeftovers(register, destination.target, clock.now(), id);
        await register.writeTo(id, file, destination.recipients.all.length);
      },
      fenced: async (snapshot) => {
        const fenced = await withFence(register, clock, snapshot);
        await register.fenced(id, fenced.fencedFor);
        return fenced.result;
      },
      tee: run.tee,
      signal: run.signal,
      onProgress: (percent) => progress.set(Math.floor((percent * WRITING) / 100)),
    });
    await progress.settled();
    return result;
  }

  async #readBack(id: BackupId, { target }: BackupDestination, created: CreatedBackup): Promise<string> {
    const { register, signer } = this.parts;
    await register.progress(id, WRITING, 'verifying');
    const { file, manifestSha256 } = created;
    const { finding } = await verifyBackup(target, signer.verifier, { file, manifestSha256 });
    if (finding !== BackupFinding.good) throw new BackupVerificationError(finding);
    return finding;
  }

  async #fail(id: BackupId, code: string): Promise<void> {
    const { register, settings, clock } = this.parts;
    await register.fail(id, code, clock.now());
    // Where the target is gone, the next run takes away what is left.
    if (settings.target !== undefined && settings.isConfigured)
      await removeLeftovers(register, settings.target, clock.now()).catch(() => undefined);
  }
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : 'internal';
}

/** Tells the register how far it is, one step after the other, and never waits for it. */
class Progress {
  #told = -1;
  #telling: Promise<unknown> = Promise.resolve();

  constructor(private readonly tell: (percent: number) => Promise<void>) {}

  set(percent: number): void {
    if (percent <= this.#told) return;
    this.#told = percent;
    // How far it is matters to nobody when it cannot be told.
    this.#telling = this.#telling.then(() => this.tell(percent)).catch(() => undefined);
  }

  async settled(): Promise<void> {
    await this.#telling;
  }
}
