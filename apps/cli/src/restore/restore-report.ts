import type { MasterKeyState } from './restored-keys.js';

export interface RestoreReport {
  readonly file: string;
  /** ISO 8601. */
  readonly created: string;
  readonly appVersion: string;
  readonly rows: number;
  /** Whether what lies beside the file vouches for it. */
  readonly manifest: 'signed' | 'unchecked' | 'missing';
  readonly masterKey: MasterKeyState;
  /** Erasures that were repeated, and accounts that had come back. */
  readonly erasures: number;
  readonly erasedAgain: number;
  readonly isGapAcknowledged: boolean;
}

const MANIFEST = {
  signed: 'The manifest is signed by this installation.',
  unchecked: 'The signature of the manifest was not checked: that takes the master key.',
  missing: 'There was no manifest beside the file: nothing vouches for it but its encryption.',
} as const;

const MASTER_KEY: Readonly<Record<MasterKeyState, string>> = {
  opens: 'The master key opens it.',
  missing:
    'The master key is in no backup. Put your copy where it was (MASTER_KEY_FILE, or secrets/master.key in the data ' +
    'folder) before you start. Without it, "hearthlore rotate master --lost" makes a new one, and members come back ' +
    'with their recovery keys.',
  wrong:
    'The master key at hand is another one. Put the right one there before you start; without it, "hearthlore rotate ' +
    'master --lost" makes a new one, and members come back with their recovery keys.',
};

/** What a person reads. */
export function describeRestore(report: RestoreReport): string {
  return [
    `Restored the backup of ${report.created} (version ${report.appVersion}): ${report.rows} rows.`,
    MANIFEST[report.manifest],
    MASTER_KEY[report.masterKey],
    ...(report.isGapAcknowledged ? ['The ledger of erasures had a gap: an incident and the audit log say so.'] : []),
    'Everybody signs in anew. Start Hearthlore with "hearthlore up".',
  ].join('\n');
}
