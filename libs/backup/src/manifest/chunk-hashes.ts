import { createHash, type Hash, hash } from 'node:crypto';

/** A place that is damaged is named to this many bytes. */
export const HASH_CHUNK_BYTES = 1024 * 1024;

export interface FileHashes {
  readonly bytes: number;
  readonly sha256: string;
  readonly chunks: { readonly size: number; readonly sha256: string[] };
}

/** Hashes a file as it passes: the whole, and each piece of it. */
export class ChunkHashes {
  readonly #whole = createHash('sha256');
  readonly #chunks: string[] = [];
  #chunk: Hash = createHash('sha256');
  #inChunk = 0;
  #bytes = 0;

  constructor(private readonly size: number = HASH_CHUNK_BYTES) {}

  add(data: Uint8Array): void {
    this.#whole.update(data);
    this.#bytes += data.length;
    for (let at = 0; at < data.length; ) {
      const piece = data.subarray(at, at + this.size - this.#inChunk);
      this.#chunk.update(piece);
      this.#inChunk += piece.length;
      at += piece.length;
      if (this.#inChunk === this.size) this.#end();
    }
  }

  finish(): FileHashes {
    if (this.#inChunk > 0) this.#end();
    return {
      bytes: this.#bytes,
      sha256: this.#whole.digest('hex'),
      chunks: { size: this.size, sha256: this.#chunks },
    };
  }

  #end(): void {
    this.#chunks.push(this.#chunk.digest('hex'));
    this.#chunk = createHash('sha256');
    this.#inChunk = 0;
  }
}

/** Of a short file that is there at once. */
export function sha256Of(bytes: Uint8Array | string): string {
  return hash('sha256', bytes);
}
