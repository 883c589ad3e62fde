import { backups, installation, type OwnerTransactions } from '@hearthlore/database';
import type { BackupId, UserId } from '@hearthlore/kernel';
import { desc, eq } from 'drizzle-orm';
import type { BackupRow } from '../making/backup-register.port.js';
import { backupColumns, toBackupRow } from './drizzle-backup-register.js';

/** The api's side, as hl_app: row-level security shows it to managers alone. */
export class DrizzleBackupList {
  constructor(private readonly transactions: OwnerTransactions) {}

  async list(managerId: UserId, limit: number): Promise<BackupRow[]> {
    const rows = await this.transactions.run(managerId, (tx) =>
      tx.select(backupColumns).from(backups).orderBy(desc(backups.startedAt)).limit(limit),
    );
    return rows.map(toBackupRow);
  }

  async find(managerId: UserId, id: BackupId): Promise<BackupRow | undefined> {
    const [row] = await this.transactions.run(managerId, (tx) =>
      tx.select(backupColumns).from(backups).where(eq(backups.id, id)),
    );
    return row && toBackupRow(row);
  }

  /** Notes that one was asked for, unless a worker that took it at once has noted it already. */
  async request(managerId: UserId, id: BackupId, startedAt: Date): Promise<void> {
    const row = { id, state: 'active', trigger: 'manager', step: 'waiting', startedAt } as const;
    await this.transactions.run(managerId, (tx) => tx.insert(backups).values(row).onConflictDoNothing());
  }

  /** Until when nothing new is taken in; `null` where nothing waits. */
  async fencedUntil(): Promise<Date | null> {
    const [row] = await this.transactions.runWithoutOwner((tx) =>
      tx.select({ until: installation.fencedUntil }).from(installation),
    );
    return row?.until ?? null;
  }
}
