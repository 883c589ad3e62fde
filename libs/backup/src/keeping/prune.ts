import type { NoteVerifier } from '@hearthlore/audit';
import type { BackupId } from '@hearthlore/kernel';
import type { BackupRegister, BackupRow } from '../making/backup-register.port.js';
import { MANIFEST_SUFFIX } from '../manifest/manifest.js';
import type { BackupTarget } from '../targets/backup-target.port.js';
import { BackupFinding } from '../verification/verify-file.js';
import { readChain } from '../verification/verify-target.js';
import { isMadeHere } from './history.js';
import { isTooOld, KEEP_RULES, keptBackups } from './keep-rules.js';

/** More than the rules keep and a year of failures. */
const LOOK_BACK = 1000;
/** What a run has that was cut short: by the end of its process, or of the machine. */
export const INTERRUPTED = 'backup.interrupted';

/**
 * Takes away what is not to be kept. The file goes before its manifest, and the register is told last: killed in
 * between, the next run does the rest. At an append-only target nothing is deleted; its own rule does it, and here it
 * counts as gone once it is not there. What should be there and is not was taken by somebody else: that is a finding.
 *
 * @returns How many left the target.
 */
export async function prune(register: BackupRegister, target: BackupTarget, now: Date): Promise<number> {
  const made = (await register.list(LOOK_BACK)).filter(isMadeHere).filter(({ removedAt }) => removedAt === null);
  const dated = made.map((backup) => ({ ...backup, createdAt: backup.startedAt }));
  const kept = new Set(keptBackups(dated, KEEP_RULES, now).map(({ id }) => id));
  const there = new Set((await target.list()).map(({ name }) => name));
  let removed = 0;
  for (const { id, file } of made) {
    if (!kept.has(id) && !target.isAppendOnly) {
      await remove(target, file);
      there.delete(file);
    }
    if (there.has(file)) continue;
    if (kept.has(id)) {
      await register.verified(id, BackupFinding.fileMissing, now);
      continue;
    }
    await register.removed(id, now);
    removed += 1;
  }
  return removed;
}

/**
 * Takes away what is too old and nobody remembers: a restored installation knows nothing of what was made after its
 * backup, and an erasure promised that date for those too.
 *
 * @returns How many.
 */
export async function pruneForgotten(
  register: BackupRegister,
  target: BackupTarget,
  verifier: NoteVerifier,
  now: Date,
): Promise<number> {
  if (target.isAppendOnly) return 0;
  const known = new Set((await register.list(LOOK_BACK)).map(({ file }) => file));
  const forgotten = (await readChain(target, verifier)).filter(
    (one) => !known.has(one.file) && isTooOld(one, KEEP_RULES, now),
  );
  for (const { file } of forgotten) await remove(target, file);
  return forgotten.length;
}

/**
 * Marks runs that ended without a word as failed, and removes what any failed run left at the target. What a finished
 * one left is never touched.
 *
 * @param current The run that asks; what it wrote in an earlier attempt is removed too.
 */
export async function removeLeftovers(
  register: BackupRegister,
  target: BackupTarget,
  now: Date,
  current?: BackupId,
): Promise<void> {
  for (const backup of await register.list(LOOK_BACK)) {
    if (backup.state === 'completed' || backup.removedAt !== null) continue;
    const isCurrent = backup.id === current;
    if (backup.state === 'active' && !isCurrent && current !== undefined)
      await register.fail(backup.id, INTERRUPTED, now);
    if (backup.state === 'active' && current === undefined) continue;
    await removeWritten(target, backup);
    if (!isCurrent) await register.removed(backup.id, now);
  }
}

async function removeWritten(target: BackupTarget, { file }: BackupRow): Promise<void> {
  if (file === null) return;
  for (const name of [file, `${file}${MANIFEST_SUFFIX}`]) await target.clean(name);
  await remove(target, file);
}

async function remove(target: BackupTarget, file: string): Promise<void> {
  await target.delete(file);
  await target.delete(`${file}${MANIFEST_SUFFIX}`);
}
