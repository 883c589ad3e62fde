import { backups, installation, type MaintenanceTransactions } from '@hearthlore/database';
import type { BackupId } from '@hearthlore/kernel';
import { desc, eq } from 'drizzle-orm';
import {
  type BackupRow,
  BackupRegister,
  type BackupTrigger,
  type CompletedBackup,
} from '../making/backup-register.port.js';

export const backupColumns = {
  id: backups.id,
  state: backups.state,
  trigger: backups.trigger,
  step: backups.step,
  progress: backups.progress,
  file: backups.file,
  bytes: backups.bytes,
  manifestSha256: backups.manifestSha256,
  recipients: backups.recipients,
  fencedFor: backups.fencedFor,
  error: backups.error,
  startedAt: backups.startedAt,
  finishedAt: backups.finishedAt,
  verifiedAt: backups.verifiedAt,
  verification: backups.verification,
  removedAt: backups.removedAt,
};

/** The worker's side, as hl_jobs. */
export class DrizzleBackupRegister extends BackupRegister {
  constructor(private readonly transactions: MaintenanceTransactions) {
    super();
  }

  override async start(id: BackupId, trigger: BackupTrigger, startedAt: Date): Promise<void> {
    const fresh = {
      state: 'active' as const,
      step: 'starting',
      progress: 0,
      error: null,
      finishedAt: null,
      removedAt: null,
    };
    await this.transactions.run((tx) =>
      tx
        .insert(backups)
        .values({ id, trigger, startedAt, ...fresh })
        .onConflictDoUpdate({ target: backups.id, set: fresh }),
    );
  }

  override progress(id: BackupId, progress: number, step: string): Promise<void> {
    return this.#update(id, { progress, step });
  }

  override writeTo(id: BackupId, file: string, recipients: number): Promise<void> {
    return this.#update(id, { file, recipients });
  }

  override fenced(id: BackupId, fencedFor: number): Promise<void> {
    return this.#update(id, { fencedFor });
  }

  override complete(id: BackupId, done: CompletedBackup, finishedAt: Date): Promise<void> {
    return this.#update(id, { ...done, state: 'completed', step: null, progress: 100, error: null, finishedAt });
  }

  override fail(id: BackupId, error: string, finishedAt: Date): Promise<void> {
    return this.#update(id, { state: 'failed', error, finishedAt });
  }

  override verified(id: BackupId, verification: string, verifiedAt: Date): Promise<void> {
    return this.#update(id, { verification, verifiedAt });
  }

  override removed(id: BackupId, removedAt: Date): Promise<void> {
    return this.#update(id, { removedAt });
  }

  override async find(id: BackupId): Promise<BackupRow | undefined> {
    const [row] = await this.transactions.run((tx) => tx.select(backupColumns).from(backups).where(eq(backups.id, id)));
    return row && toBackupRow(row);
  }

  override async list(limit: number): Promise<BackupRow[]> {
    const rows = await this.transactions.run((tx) =>
      tx.select(backupColumns).from(backups).orderBy(desc(backups.startedAt)).limit(limit),
    );
    return rows.map(toBackupRow);
  }

  override async installationId(): Promise<string> {
    const [row] = await this.transactions.run((tx) => tx.select({ id: installation.id }).from(installation));
    if (row === undefined) throw new TypeError('an installation has an id');
    return row.id;
  }

  override async fence(fencedUntil: Date | null): Promise<void> {
    await this.transactions.run((tx) => tx.update(installation).set({ fencedUntil }));
  }

  async #update(id: BackupId, values: Partial<typeof backups.$inferInsert>): Promise<void> {
    await this.transactions.run((tx) => tx.update(backups).set(values).where(eq(backups.id, id)));
  }
}

/** The driver's buffers are copied: they are slices of its own. */
export function toBackupRow(row: BackupRow): BackupRow {
  return { ...row, manifestSha256: row.manifestSha256 && new Uint8Array(row.manifestSha256) };
}
