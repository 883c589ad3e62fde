import type { AuditStore } from '../ports/audit-store.port.js';
import type { LogTree } from './log-tree.js';

/** Leaves fetched at once; 32 bytes each. */
const PAGE = 10_000;

/**
 * Adds to the tree what is in the log and not in the tree: entries of another process, or of this one whose
 * acknowledgement was lost.
 *
 * @param added Told of each leaf with its number, once the tree has it.
 * @returns Whether the log was whole; the tree is given up where it was not.
 */
export async function catchUp(
  tree: LogTree,
  store: AuditStore,
  added: (leaf: Uint8Array, seq: number) => void = () => undefined,
): Promise<boolean> {
  const size = await store.size();
  while (tree.size < size) {
    const leaves = await store.listLeaves(tree.size, Math.min(PAGE, size - tree.size));
    for (const leaf of leaves) {
      tree.append(leaf);
      added(leaf, tree.size - 1);
    }
    if (leaves.length === 0) break;
  }
  if (tree.size === size) return true;
  // Shorter than it was, or with a hole.
  tree.giveUp(size, { isWhole: false });
  return false;
}
