import type { Clock } from '@hearthlore/kernel';
import { Logger } from '@nestjs/common';
import { NoteSigner, type NoteVerifier } from '../checkpoints/note-key.js';
import { AuditTags } from '../entries/audit-tags.js';
import type { AuditLog } from '../ports/audit-log.port.js';
import type { AuditStore } from '../ports/audit-store.port.js';
import type { CheckpointAnchor } from '../ports/checkpoint-anchor.port.js';
import { AuditJournal } from './audit-journal.js';
import { Checkpoints } from './checkpoints.js';
import { MemberTags } from './member-tags.js';

/**
 * How often a process looks whether entries have waited too long for a signature, and for how long it knows the tag of
 * a member who was erased, in milliseconds.
 */
const LOOK_INTERVAL = 30_000;

export interface AuditLogOptions {
  readonly store: AuditStore;
  readonly anchor: CheckpointAnchor;
  readonly clock: Clock;
  /** Names the log: it is signed under this name. */
  readonly installationId: string;
  /** K_audit and K_sign of the ops bundle. */
  readonly keys: { readonly auditKey: Uint8Array; readonly signingSeed: Uint8Array };
}

export interface OpenAuditLog {
  readonly log: AuditLog;
  readonly members: MemberTags;
  readonly verifier: NoteVerifier;
  /** Whether everything found so far fits what was signed. Nothing is signed any more when it does not. */
  readonly isIntact: () => boolean;
  /** Signs where it is time to, and forgets the tags of members; runs by itself as well. */
  look(): Promise<void>;
  /** Signs how the log stands now. */
  checkpoint(): Promise<void>;
  /** Writes what waits, signs it, and stops. */
  close(): Promise<void>;
}

/** [Note: Audit log] */
export async function openAuditLog(options: AuditLogOptions): Promise<OpenAuditLog> {
  const { store, anchor, clock, keys } = options;
  const logger = new Logger('AuditLog');
  const signer = new NoteSigner(`hearthlore/audit/${options.installationId}`, keys.signingSeed);
  const checkpoints = new Checkpoints(store, anchor, signer, clock);
  const tree = await checkpoints.restore();
  const tags = new AuditTags(keys.auditKey);
  const members = new MemberTags(store, tags);
  const signIfDue = async (): Promise<void> => {
    checkpoints.noteUnsigned(tree);
    if (checkpoints.isDue(tree)) await checkpoints.sign(tree);
  };
  // A signature that fails is made up for at the next look: the entries are safe without it.
  const report = (error: unknown): void => logger.error('signing the audit log failed', error);
  const afterBatch = (): Promise<void> => signIfDue().catch(report);
  const journal = new AuditJournal(store, tree, tags, members, { now: () => clock.now(), afterBatch });
  const look = (): Promise<void> => {
    members.forgetAll();
    return journal.exclusively(afterBatch);
  };
  const timer = setInterval(() => void look(), LOOK_INTERVAL).unref();
  return {
    log: journal,
    members,
    verifier: signer.verifier,
    isIntact: () => tree.frontier !== undefined,
    look,
    checkpoint: () => journal.exclusively(() => checkpoints.sign(tree)),
    close: async () => {
      clearInterval(timer);
      await journal.exclusively(() => checkpoints.sign(tree).catch(report));
    },
  };
}
