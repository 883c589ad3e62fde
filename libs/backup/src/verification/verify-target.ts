import type { NoteVerifier } from '@hearthlore/audit';
import { isMadeHere, type MadeBackup, newestKnown } from '../keeping/history.js';
import { isTooOld, KEEP_RULES } from '../keeping/keep-rules.js';
import type { BackupRegister } from '../making/backup-register.port.js';
import { MANIFEST_SUFFIX, readManifest } from '../manifest/manifest.js';
import type { BackupTarget } from '../targets/backup-target.port.js';
import { type ChainLink, isChainWhole, readNote } from './verify-backup.js';

const LOOK_BACK = 1000;

/**
 * Holds the manifests at a target against each other and against what the installation remembers: one that is missing,
 * or a target that was put back to an older state, breaks the chain.
 */
export async function isTargetChainWhole(
  target: BackupTarget,
  verifier: NoteVerifier,
  register: BackupRegister,
  now: Date,
): Promise<boolean> {
  const remembered = (await register.list(LOOK_BACK)).filter(isMadeHere);
  const isGone = ({ removedAt, startedAt: createdAt }: MadeBackup): boolean =>
    removedAt !== null || isTooOld({ createdAt }, KEEP_RULES, now);
  const removed = remembered.filter(isGone);
  const links = await readChain(target, verifier);
  const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');
  const there = new Set(links.map(({ sha256 }) => sha256));
  const areAllThere = remembered.every((one) => isGone(one) || there.has(hex(one.manifestSha256)));
  const gone = new Set(removed.map(({ manifestSha256 }) => hex(manifestSha256)));
  const newest = newestKnown(remembered.filter((one) => !isGone(one)));
  return areAllThere && isChainWhole(links, newest, gone);
}

/** @returns Signed manifests at a target, newest first; others are left aside. */
export async function readChain(target: BackupTarget, verifier: NoteVerifier): Promise<ChainLink[]> {
  const links: ChainLink[] = [];
  for (const { name } of await target.list()) {
    if (!name.endsWith(MANIFEST_SUFFIX)) continue;
    const file = name.slice(0, -MANIFEST_SUFFIX.length);
    const { standing, manifest, sha256 } = readManifest((await readNote(target, file)) ?? '', verifier);
    if (standing !== 'signed' || manifest?.file !== file) continue;
    links.push({ file, sha256, previous: manifest.prevManifestSha256, createdAt: new Date(manifest.created) });
  }
  return links.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

/**
 * What the next manifest is chained to: the newest that is known, here or at the target. A restored installation does
 * not remember what was made after its backup; a target that was put back has less than the installation remembers.
 *
 * @returns Hexadecimal, of the signed note.
 */
export async function newestManifest(
  target: BackupTarget,
  verifier: NoteVerifier,
  register: BackupRegister,
): Promise<string | null> {
  const [there] = await readChain(target, verifier);
  const remembered = (await register.list(LOOK_BACK)).find(isMadeHere);
  if (there !== undefined && (remembered === undefined || there.createdAt > remembered.startedAt)) return there.sha256;
  return remembered === undefined ? null : Buffer.from(remembered.manifestSha256).toString('hex');
}
