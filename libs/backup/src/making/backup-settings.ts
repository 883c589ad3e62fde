import type { Env } from '@hearthlore/config';
import { Recipients } from '../archive/recipients.js';
import { BackupNotConfiguredError } from '../backup.errors.js';
import type { BackupTarget } from '../targets/backup-target.port.js';
import { openTarget, type TargetSettings } from '../targets/open-target.js';

/** Where backups go, and who can open them. */
export interface BackupDestination {
  readonly target: BackupTarget;
  readonly recipients: Recipients;
}

/** What the environment says about backups. */
export class BackupSettings {
  private constructor(
    readonly target: BackupTarget | undefined,
    readonly recipients: Recipients,
  ) {}

  /** @throws {InvalidBackupSettingsError} before anything else starts: an identity among the recipients, above all. */
  static read(env: TargetSettings & Pick<Env, 'HEARTHLORE_BACKUP_RECIPIENTS'>): BackupSettings {
    return new BackupSettings(openTarget(env), Recipients.parse(env.HEARTHLORE_BACKUP_RECIPIENTS));
  }

  static of(target: BackupTarget, recipients: Recipients): BackupSettings {
    return new BackupSettings(target, recipients);
  }

  get isConfigured(): boolean {
    return this.target !== undefined && !this.recipients.isEmpty;
  }

  /** @throws {BackupNotConfiguredError} */
  get destination(): BackupDestination {
    if (this.target === undefined || this.recipients.isEmpty) throw new BackupNotConfiguredError();
    return { target: this.target, recipients: this.recipients };
  }
}
