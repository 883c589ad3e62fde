import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateIdentity, identityToRecipient } from 'age-encryption';

/** A folder for backups and a key of age that opens them; the product is given the public half. */
export interface BackupPlace {
  readonly env: NodeJS.ProcessEnv;
  readonly identity: string;
  /** Names of what lies there. */
  files(): string[];
  remove(): void;
}

export async function backupPlace(): Promise<BackupPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-backups-'));
  chmodSync(folder, 0o777);
  const identity = await generateIdentity();
  return {
    env: {
      HEARTHLORE_BACKUP_TARGET: pathToFileURL(folder).href,
      HEARTHLORE_BACKUP_RECIPIENTS: await identityToRecipient(identity),
    },
    identity,
    files: () => readdirSync(folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
