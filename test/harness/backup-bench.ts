import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoteSigner } from '@hearthlore/audit';
import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { type BackupId, newId, SystemClock } from '@hearthlore/kernel';
import type { ManualClock } from '@hearthlore/kernel/testing';
import { Logger } from '@nestjs/common';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type pg from 'pg';
import { expect } from 'vitest';
import { DrizzleBackupRegister } from '../../libs/backup/src/adapters/drizzle-backup-register.js';
import { Recipients } from '../../libs/backup/src/archive/recipients.js';
import { BackupJob } from '../../libs/backup/src/making/backup-job.js';
import { BackupSettings } from '../../libs/backup/src/making/backup-settings.js';
import { manifestSignerName } from '../../libs/backup/src/manifest/manifest.js';
import type { BackupTarget } from '../../libs/backup/src/targets/backup-target.port.js';
import { FolderTarget } from '../../libs/backup/src/targets/folder-target.js';
import { MIGRATIONS } from './backup-archive.js';
import { ada, type IdentityUnderTest, openIdentity } from './identity.js';
import { queryAsSuperuser } from './superuser.js';

export interface ArrangedBackups {
  readonly target?: BackupTarget;
  readonly transactions?: MaintenanceTransactions;
  readonly clock?: SystemClock | ManualClock;
  readonly settings?: BackupSettings;
}

/** The job that makes backups, over a family's database and a folder as its target. */
export class BackupBench {
  /** The target; a new one for each test. */
  folder = '';

  private constructor(
    readonly family: IdentityUnderTest,
    readonly pool: pg.Pool,
    /** It opens what is made. */
    readonly identity: string,
    private readonly recipients: Recipients,
    private readonly installationId: string,
  ) {}

  static async open(): Promise<BackupBench> {
    Logger.overrideLogger(false);
    const family = await openIdentity();
    await family.setsUp(ada);
    const pool = createPool(new Secret(family.database.urls.jobs), { max: 3, name: 'int-spec' });
    const identity = await generateX25519Identity();
    const recipients = Recipients.parse(await identityToRecipient(identity));
    const register = new DrizzleBackupRegister(new MaintenanceTransactions(openDatabase(pool)));
    return new BackupBench(family, pool, identity, recipients, await register.installationId());
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.family.close();
  }

  /** No backup yet, neither in the register nor at the target. */
  async arranges(): Promise<void> {
    this.folder = mkdtempSync(join(tmpdir(), 'hearthlore-backup-'));
    await queryAsSuperuser(this.family.database, 'delete from backups');
  }

  clears(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  register(transactions = new MaintenanceTransactions(openDatabase(this.pool))): DrizzleBackupRegister {
    return new DrizzleBackupRegister(transactions);
  }

  job({ target, transactions, clock = new SystemClock(), settings }: ArrangedBackups = {}): BackupJob {
    return new BackupJob({
      register: this.register(transactions),
      settings: settings ?? BackupSettings.of(target ?? new FolderTarget(this.folder), this.recipients),
      clock,
      isClockSteady: () => Promise.resolve(true),
      signer: new NoteSigner(manifestSignerName(this.installationId), new Uint8Array(32).fill(3)),
      source: {
        databaseUrl: new Secret(this.family.database.urls.backup),
        migrationsFolder: MIGRATIONS,
        ledgerFile: join(this.folder, '.ledger'),
        checkpointFile: join(this.folder, '.checkpoints'),
        installationId: this.installationId,
        appVersion: '0.1.0',
      },
    });
  }

  create(job: BackupJob, id = newId<BackupId>()): ReturnType<BackupJob['create']> {
    return job.create(id, 'manager');
  }

  async row(id: BackupId) {
    return (await this.register().find(id)) ?? expect.unreachable();
  }

  /** At the target. */
  files(): string[] {
    return readdirSync(this.folder)
      .filter((name) => !name.startsWith('.ledger'))
      .toSorted();
  }
}
