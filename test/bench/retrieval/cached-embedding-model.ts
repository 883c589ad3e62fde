import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddingModel, type EmbedOptions, type TokenEmbeddings } from '@hearthlore/models';

const HASH_BYTES = 32;

/** Keeps vectors of public test texts in the temporary folder, so that a second evaluation takes seconds. */
export class CachedEmbeddingModel extends EmbeddingModel {
  override readonly modelId: string;
  override readonly dimensions: number;
  override readonly languages: readonly string[] | 'any';
  readonly #file: string;
  readonly #vectors = new Map<string, Float32Array>();

  constructor(private readonly model: EmbeddingModel) {
    super();
    this.modelId = model.modelId;
    this.dimensions = model.dimensions;
    this.languages = model.languages;
    const folder = join(tmpdir(), 'hearthlore-bench');
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, `${hashOf(model.modelId).subarray(0, 8).toString('hex')}.vectors`);
    if (existsSync(this.#file)) this.#load(readFileSync(this.#file));
  }

  override async embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]> {
    const keys = texts.map((text) => hashOf(`${options.priority}\n${text}`));
    const missing = texts.flatMap((text, i) => {
      const key = keys[i];
      return key === undefined || this.#vectors.has(key.toString('hex')) ? [] : [{ text, key }];
    });
    const made = await this.model.embed(
      missing.map(({ text }) => text),
      options,
    );
    made.forEach((vector, i) => {
      const key = missing[i]?.key;
      if (key === undefined) return;
      this.#vectors.set(key.toString('hex'), vector);
      appendFileSync(
        this.#file,
        Buffer.concat([key, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)]),
      );
    });
    return keys.map((key) => this.#vectors.get(key.toString('hex')) ?? new Float32Array(this.dimensions));
  }

  override embedTokens(texts: readonly string[], options: EmbedOptions): Promise<TokenEmbeddings[]> {
    return this.model.embedTokens(texts, options);
  }

  override countTokens(texts: readonly string[]): Promise<number[]> {
    return this.model.countTokens(texts);
  }

  override close(): Promise<void> {
    return this.model.close();
  }

  #load(bytes: Buffer): void {
    const size = HASH_BYTES + this.dimensions * Float32Array.BYTES_PER_ELEMENT;
    for (let at = 0; at + size <= bytes.length; at += size) {
      const values = bytes.buffer.slice(bytes.byteOffset + at + HASH_BYTES, bytes.byteOffset + at + size);
      this.#vectors.set(bytes.toString('hex', at, at + HASH_BYTES), new Float32Array(values));
    }
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
