import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { NoteVerifier } from '@hearthlore/audit';
import { BackupFinding, type BackupReport, checkManifest, MANIFEST_SUFFIX, verifyFile } from '@hearthlore/backup';
import { WrongUseError } from '../client/client.errors.js';

export interface OfflineFiles {
  readonly file: string;
  /** Beside the file where none is named. */
  readonly manifest?: string | undefined;
  /** As the list of backups shows it. */
  readonly verifierKey: string;
}

/**
 * Holds a file against its manifest on any machine: without the server, and without the identity.
 *
 * @throws {WrongUseError} for a file that is not there, or a text that is no verifier key.
 */
export async function verifyOffline({ file, manifest, verifierKey }: OfflineFiles): Promise<BackupReport> {
  const verifier = NoteVerifier.parse(verifierKey.trim());
  if (verifier === undefined)
    throw new WrongUseError('That is no verifier key: it begins with hearthlore/backup/ and ends in a + and a key.');
  const note = manifest ?? `${file}${MANIFEST_SUFFIX}`;
  for (const path of [file, note]) if (!existsSync(path)) throw new WrongUseError(`There is no file ${path}.`);
  const expected = { file: basename(file), manifestSha256: undefined };
  const checked = checkManifest(readFileSync(note, 'utf8'), verifier, expected);
  if (checked.finding !== BackupFinding.good || checked.manifest === undefined) return checked;
  const { finding, damaged } = await verifyFile(createReadStream(file), checked.manifest);
  return { finding, damaged, manifest: checked.manifest };
}

const WORDS: Readonly<Record<BackupFinding, string>> = {
  'manifest-missing': 'The manifest is not there.',
  'manifest-malformed': 'The manifest is damaged, or no manifest.',
  'manifest-unknown-key': 'The manifest was signed by another installation, or the verifier key is another one’s.',
  'manifest-forged': 'The manifest was changed after it was signed.',
  'manifest-swapped': 'The manifest is that of another file.',
  'chain-broken': 'A backup that was made is not there any more.',
  'file-missing': 'The file is not there.',
  'file-truncated': 'The end of the file is missing.',
  'file-longer': 'Something was added to the file.',
  'file-damaged': 'The file is damaged.',
  good: 'The file is what was written.',
};

export function describeOffline({ finding, damaged, manifest }: BackupReport): string {
  const places = damaged.map(({ offset, length }) => `  bytes ${offset} to ${offset + length - 1}`);
  const facts =
    finding === BackupFinding.good && manifest !== undefined
      ? [`Made ${manifest.created} by ${manifest.appVersion}, ${manifest.ledgerCount} erasures before it.`]
      : [];
  return [WORDS[finding], ...facts, ...places].join('\n');
}
