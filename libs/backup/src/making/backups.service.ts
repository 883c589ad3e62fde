import type { Readable } from 'node:stream';
import { AuditAction, type AuditLog, type NoteVerifier } from '@hearthlore/audit';
import type { JobQueues } from '@hearthlore/jobs';
import { type BackupId, type Clock, newId, type UserId } from '@hearthlore/kernel';
import { BackupFileMissingError, BackupNotFoundError, BackupRunningError } from '../backup.errors.js';
import { isMadeHere, type MadeBackup } from '../keeping/history.js';
import { readNote } from '../verification/verify-backup.js';
import { BackupFinding } from '../verification/verify-file.js';
import type { DrizzleBackupList } from '../adapters/drizzle-backup-list.js';
import type { BackupRow } from './backup-register.port.js';
import type { BackupSettings } from './backup-settings.js';

/** More than the rules ever keep. */
const LISTED = 100;
/** One that says nothing for so long has died with its worker, in milliseconds; the next run marks it so. */
const ABANDONED = 12 * 3_600_000;

export interface BackupsParts {
  readonly list: Pick<DrizzleBackupList, 'list' | 'find' | 'request'>;
  readonly queues: Pick<JobQueues, 'add'>;
  readonly settings: BackupSettings;
  readonly verifier: NoteVerifier;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

export interface BackupOverview {
  /** Newest first. */
  readonly backups: readonly BackupRow[];
  /** When the newest one was taken that is whole and still there. */
  readonly lastGoodAt: Date | null;
}

/** What managers see of backups, and ask for. Nobody can open one here. */
export class BackupsService {
  constructor(private readonly parts: BackupsParts) {}

  get settings(): BackupSettings {
    return this.parts.settings;
  }

  /** Verifies manifests (C2SP signed-note, verifier key): to be kept with the identity. */
  get verifierKey(): string {
    return String(this.parts.verifier);
  }

  async overview(managerId: UserId): Promise<BackupOverview> {
    const backups = await this.parts.list.list(managerId, LISTED);
    const good = backups.find((one) => one.state === 'completed' && isGood(one));
    return { backups, lastGoodAt: good?.startedAt ?? null };
  }

  /** @throws {BackupNotFoundError} */
  async get(managerId: UserId, id: BackupId): Promise<BackupRow> {
    const found = await this.parts.list.find(managerId, id);
    if (found === undefined) throw new BackupNotFoundError();
    return found;
  }

  /**
   * Has the worker make one, and does not wait for it.
   *
   * @throws {BackupNotConfiguredError} @throws {BackupRunningError} @throws {QueueUnavailableError}
   */
  async request(managerId: UserId): Promise<BackupRow> {
    const { list, queues, settings, audit, clock } = this.parts;
    // Throws where there is none.
    void settings.destination;
    const now = clock.now();
    const latest = await list.list(managerId, LISTED);
    const isRunning = latest.some(
      ({ state, startedAt }) => state === 'active' && now.getTime() - startedAt.getTime() < ABANDONED,
    );
    if (isRunning) throw new BackupRunningError();
    const id = newId<BackupId>();
    await audit.append({ action: AuditAction.backupRequested, actorId: managerId, thingId: id, result: 'ok' });
    // Shown once somebody will make it: one that nobody makes would hold up every other.
    await queues.add('backup', 'create', { backupId: id }, { jobId: id });
    await list.request(managerId, id, now);
    return this.get(managerId, id);
  }

  /** Has the worker hold one against its manifest. Twice within a minute is once. */
  async requestVerification(managerId: UserId, id: BackupId): Promise<BackupRow> {
    const { queues, clock } = this.parts;
    await this.#made(managerId, id);
    const minute = Math.floor(clock.now().getTime() / 60_000);
    await queues.add('backup', 'verify', { backupId: id }, { jobId: `verify-${id}-${minute}` });
    return this.get(managerId, id);
  }

  /** The file as it lies at the target: ciphertext. */
  async open(managerId: UserId, id: BackupId): Promise<{ readonly backup: MadeBackup; readonly content: Readable }> {
    const backup = await this.#made(managerId, id);
    const content = await this.parts.settings.destination.target.read(backup.file);
    await this.parts.audit.append({
      action: AuditAction.backupDownloaded,
      actorId: managerId,
      thingId: id,
      result: 'ok',
    });
    return { backup, content };
  }

  async manifest(managerId: UserId, id: BackupId): Promise<string> {
    const { file } = await this.#made(managerId, id);
    const note = await readNote(this.parts.settings.destination.target, file);
    if (note === undefined) throw new BackupFileMissingError();
    return note;
  }

  async #made(managerId: UserId, id: BackupId): Promise<MadeBackup> {
    const backup = await this.get(managerId, id);
    if (!isMadeHere(backup) || backup.removedAt !== null) throw new BackupFileMissingError();
    return backup;
  }
}

function isGood({ removedAt, verification }: BackupRow): boolean {
  return removedAt === null && verification === BackupFinding.good;
}
