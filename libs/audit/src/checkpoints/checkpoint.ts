import type { TreeHead } from '../tree/merkle-proofs.js';
import { HASH_BYTES } from '../tree/merkle-hash.js';
import type { NoteSigner } from './note-key.js';
import { noteText, signNote } from './signed-note.js';

/** Which log, how long it was, and the root of its tree then. */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

/** Signs how the log stands, in the form of C2SP tlog-checkpoint. The log's name is the name of its key. */
export function signCheckpoint(head: TreeHead, signer: NoteSigner): string {
  const root = Buffer.from(head.root).toString('base64');
  return signNote(`${signer.verifier.name}\n${head.size}\n${root}\n`, signer);
}

/**
 * Reads what a note says without a look at its signatures: compare it with leaves, or ask `noteStanding` as well.
 *
 * @returns `undefined` where it is no checkpoint. Extension lines are ours to ignore.
 */
export function readCheckpoint(note: string): Checkpoint | undefined {
  const [origin = '', size = '', encoded = ''] = noteText(note)?.split('\n') ?? [];
  const root = new Uint8Array(Buffer.from(encoded, 'base64'));
  const isCanonical = Buffer.from(root).toString('base64') === encoded && root.length === HASH_BYTES;
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/.test(size) || !isCanonical) return undefined;
  const leaves = Number(size);
  return Number.isSafeInteger(leaves) ? { origin, size: leaves, root } : undefined;
}

/** @returns The notes of a text that has one after the other, as the file of checkpoints does. */
export function splitNotes(text: string): string[] {
  // Each note ends with its signature lines; the next one begins with a line that is none.
  const notes: string[] = [];
  let current = '';
  let isSigned = false;
  for (const line of text.split(/(?<=\n)/)) {
    const isSignature = line.startsWith('— ');
    if (isSigned && !isSignature) {
      notes.push(current);
      current = '';
      // A blank line between two notes belongs to neither.
      isSigned = false;
      if (line === '\n') continue;
    }
    if (current === '' && line === '\n') continue;
    current += line;
    isSigned = isSignature;
  }
  return current.trim() === '' ? notes : [...notes, current];
}
