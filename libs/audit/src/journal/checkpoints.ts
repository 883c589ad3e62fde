import type { Clock } from '@hearthlore/kernel';
import { readCheckpoint, signCheckpoint } from '../checkpoints/checkpoint.js';
import type { NoteSigner } from '../checkpoints/note-key.js';
import { noteStanding } from '../checkpoints/signed-note.js';
import type { AuditStore } from '../ports/audit-store.port.js';
import type { CheckpointAnchor } from '../ports/checkpoint-anchor.port.js';
import { MerkleFrontier } from '../tree/merkle-frontier.js';
import { emptyRoot, isSameHash } from '../tree/merkle-hash.js';
import type { TreeHead } from '../tree/merkle-proofs.js';
import { catchUp } from './catch-up.js';
import { LogTree } from './log-tree.js';

/** A checkpoint is signed when this many entries have none, */
export const CHECKPOINT_ENTRIES = 256;
/** or when the first of them has waited this long, in milliseconds. */
export const CHECKPOINT_AGE = 10 * 60_000;

/** Signs how the log stands, into the database and outside of it, and never two that contradict each other. */
export class Checkpoints {
  #signed = 0;
  #unsignedSince: number | undefined;

  constructor(
    private readonly store: AuditStore,
    private readonly anchor: CheckpointAnchor,
    private readonly signer: NoteSigner,
    private readonly clock: Clock,
  ) {}

  /**
   * The tree of the log as it lies there, starting from the last checkpoint. Where the database contradicts what was
   * signed before, the log goes on, nothing is signed any more, and an error says so.
   */
  async restore(): Promise<LogTree> {
    const last = await this.store.findLastCheckpoint();
    const frontier = last && MerkleFrontier.decode(last.size, last.frontier);
    const standing = last === undefined ? 'signed' : this.#standing(last.note, frontier);
    const tree = new LogTree(standing === 'signed' ? frontier : undefined);
    const anchored = await this.#anchored();
    let isAnchored = anchored === undefined || anchored.size < tree.size;
    const compare = (): void => {
      if (anchored?.size === tree.size) isAnchored = isSameHash(tree.frontier?.root() ?? emptyRoot(), anchored.root);
    };
    compare();
    const isWhole = await catchUp(tree, this.store, compare);
    this.#signed = standing === 'signed' ? (last?.size ?? 0) : 0;
    this.noteUnsigned(tree);
    // A former key of this installation: what it signed says nothing here, and the anchor has to do.
    const isSigned = standing !== 'forged';
    if (!isSigned || !isAnchored) tree.giveUp(tree.size, { isSigned, isAnchored, isWhole });
    return tree;
  }

  /** Call after each batch. */
  noteUnsigned(tree: LogTree): void {
    if (tree.size > this.#signed) this.#unsignedSince ??= this.clock.now().getTime();
  }

  isDue(tree: LogTree): boolean {
    if (tree.frontier === undefined || tree.size === this.#signed || this.#unsignedSince === undefined) return false;
    const age = this.clock.now().getTime() - this.#unsignedSince;
    return tree.size - this.#signed >= CHECKPOINT_ENTRIES || age >= CHECKPOINT_AGE;
  }

  /** Signs what the tree has: all of it is on disk, because only what is kept gets into the tree. */
  async sign(tree: LogTree): Promise<void> {
    if (tree.frontier === undefined || tree.size === this.#signed) return;
    const frontier = tree.frontier.copy();
    const { size } = frontier;
    const note = signCheckpoint({ size, root: frontier.root() }, this.signer);
    await this.store.addCheckpoint({ size, note, frontier: frontier.encode() });
    await this.anchor.add(note);
    this.#signed = size;
    this.#unsignedSince = undefined;
    this.noteUnsigned(tree);
  }

  /** What lies outside the database is taken at its word: its key may be a former one. */
  async #anchored(): Promise<TreeHead | undefined> {
    const checkpoint = readCheckpoint((await this.anchor.findLast()) ?? '');
    return checkpoint?.origin === this.signer.verifier.name ? checkpoint : undefined;
  }

  #standing(note: string, frontier: MerkleFrontier | undefined): 'signed' | 'unknown-key' | 'forged' {
    const checkpoint = readCheckpoint(note);
    const standing = noteStanding(note, this.signer.verifier);
    if (standing === 'unknown-key') return standing;
    const isOfThisTree =
      checkpoint !== undefined &&
      frontier !== undefined &&
      checkpoint.size === frontier.size &&
      isSameHash(checkpoint.root, frontier.root());
    return standing === 'signed' && isOfThisTree ? 'signed' : 'forged';
  }
}
