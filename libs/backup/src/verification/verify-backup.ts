import type { NoteVerifier } from '@hearthlore/audit';
import { BackupFileMissingError } from '../backup.errors.js';
import {
  MANIFEST_SUFFIX,
  type Manifest,
  MAX_MANIFEST_BYTES,
  manifestSignerName,
  readManifest,
} from '../manifest/manifest.js';
import type { BackupTarget } from '../targets/backup-target.port.js';
import { BackupFinding, type DamagedPlace, verifyFile } from './verify-file.js';

export interface BackupReport {
  readonly finding: BackupFinding;
  /** Where the file is not what was written. */
  readonly damaged: readonly DamagedPlace[];
  readonly manifest: Manifest | undefined;
}

/** What is known of a backup without a look at the target. */
export interface Expected {
  readonly file: string;
  /** Hexadecimal, of its signed note; absent where only the target is at hand. */
  readonly manifestSha256: string | undefined;
}

/**
 * Holds a backup at the target against its signed manifest; needs no identity.
 *
 * @throws {BackupTargetUnavailableError}
 */
export async function verifyBackup(
  target: BackupTarget,
  verifier: NoteVerifier,
  expected: Expected,
): Promise<BackupReport> {
  const note = await readNote(target, expected.file);
  if (note === undefined) return { finding: BackupFinding.manifestMissing, damaged: [], manifest: undefined };
  const checked = checkManifest(note, verifier, expected);
  if (checked.finding !== BackupFinding.good || checked.manifest === undefined) return checked;
  try {
    const { finding, damaged } = await verifyFile(await target.read(expected.file), checked.manifest);
    return { finding, damaged, manifest: checked.manifest };
  } catch (error) {
    if (!(error instanceof BackupFileMissingError)) throw error;
    return { finding: BackupFinding.fileMissing, damaged: [], manifest: checked.manifest };
  }
}

/** What the note alone tells: that it is signed, and of this very backup. */
export function checkManifest(note: string, verifier: NoteVerifier, expected: Expected): BackupReport {
  const { standing, manifest, sha256 } = readManifest(note, verifier);
  const isOther =
    manifest?.file !== expected.file ||
    verifier.name !== manifestSignerName(manifest.instance) ||
    (expected.manifestSha256 !== undefined && expected.manifestSha256 !== sha256);
  const finding = {
    signed: isOther ? BackupFinding.manifestSwapped : BackupFinding.good,
    'unknown-key': BackupFinding.manifestUnknownKey,
    forged: BackupFinding.manifestForged,
    malformed: BackupFinding.manifestMalformed,
  }[standing];
  return { finding, damaged: [], manifest };
}

/** One manifest of a chain, the newest first. */
export interface ChainLink {
  readonly file: string;
  readonly sha256: string;
  readonly previous: string | null;
  readonly createdAt: Date;
}

/**
 * Follows the chain of what lies at a target from the newest backup that is known: what was made after another one and
 * is gone, or was put back to an older state, breaks it. What prune removed is older than all that is there.
 *
 * @param links Signed ones, newest first.
 * @param newest Hexadecimal, of the newest manifest that the installation remembers.
 * @param removed Hexadecimal, of those that prune removed knowingly: a gap there is none.
 */
export function isChainWhole(
  links: readonly ChainLink[],
  newest: string | undefined,
  removed: ReadonlySet<string>,
): boolean {
  if (newest !== undefined && links[0]?.sha256 !== newest) return false;
  return links.every(({ previous }, index) => {
    const before = links[index + 1];
    if (before === undefined || previous === null) return before === undefined;
    return before.sha256 === previous || removed.has(previous);
  });
}

export async function readNote(target: BackupTarget, file: string): Promise<string | undefined> {
  try {
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of await target.read(`${file}${MANIFEST_SUFFIX}`)) {
      if (!(part instanceof Uint8Array)) continue;
      length += part.length;
      if (length > MAX_MANIFEST_BYTES) return '';
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  } catch (error) {
    if (error instanceof BackupFileMissingError) return undefined;
    throw error;
  }
}
