import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { splitNotes } from '../checkpoints/checkpoint.js';
import { CheckpointAnchor } from '../ports/checkpoint-anchor.port.js';

/** Longer than any two notes of ours, in bytes. */
const TAIL = 8192;

/** A file that only grows, readable by the server's user alone: copy it elsewhere, and the log cannot be rewritten. */
export class CheckpointFile extends CheckpointAnchor {
  constructor(private readonly path: string) {
    super();
  }

  override async add(note: string): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const file = await open(this.path, 'a', 0o600);
    try {
      await file.appendFile(note);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  override async findLast(): Promise<string | undefined> {
    const file = await open(this.path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (file === undefined) return undefined;
    try {
      const { size } = await file.stat();
      const tail = Buffer.alloc(Math.min(size, TAIL));
      await file.read(tail, 0, tail.length, size - tail.length);
      // A note that a power cut left half written is no note; the one before it is.
      return splitNotes(tail.toString('utf8')).findLast((note) => note.endsWith('\n'));
    } finally {
      await file.close();
    }
  }
}
