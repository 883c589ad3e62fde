import { ModelFileNotFoundError, ModelSourceError } from '../embedding.errors.js';
import type { EmbeddingModelEntry, ModelFile } from '../registry/model-entry.js';
import type { ModelSource, SupplyRequest } from './model-source.js';

/** A house without internet must come to the next source soon. */
const ANSWER_MILLISECONDS = 5_000;
/** A download that stands still this long is dead. */
const SILENCE_MILLISECONDS = 30_000;
const NOT_FOUND = 404;

/** @returns Addresses to try in order; a 404 leads to the next. */
type AddressOf = (entry: EmbeddingModelEntry, file: ModelFile) => readonly string[];

/** Downloads over HTTP. Neither names nor queries of a member are sent, only the model's file names. */
export class HttpSource implements ModelSource {
  constructor(
    readonly name: string,
    private readonly addressOf: AddressOf,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  async supply({ entry, wanted, sink, signal }: SupplyRequest): Promise<void> {
    for (const file of wanted) await sink.take(file, this.#download(this.addressOf(entry, file), file, signal));
  }

  async *#download(addresses: readonly string[], file: ModelFile, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const watch = new AbortController();
    const quiet = (milliseconds: number) => setTimeout(() => watch.abort(), milliseconds);
    let timer = quiet(ANSWER_MILLISECONDS);
    try {
      const body = await this.#open(addresses, file, AbortSignal.any([signal, watch.signal]));
      for await (const chunk of body) {
        clearTimeout(timer);
        timer = quiet(SILENCE_MILLISECONDS);
        yield chunk;
      }
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof ModelFileNotFoundError || cause instanceof ModelSourceError) throw cause;
      throw new ModelSourceError(this.name, 'The source does not answer', { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  async #open(addresses: readonly string[], file: ModelFile, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    for (const address of addresses) {
      const response = await this.fetch(address, { signal, headers: { accept: 'application/octet-stream, */*' } });
      if (response.ok && response.body !== null) return response.body;
      await response.body?.cancel();
      if (response.status !== NOT_FOUND)
        throw new ModelSourceError(this.name, `The source answered with status ${response.status}`);
    }
    throw new ModelFileNotFoundError(file.name);
  }
}

/** The public repository at the pinned revision. */
export function hubSource(fetch: typeof globalThis.fetch): ModelSource {
  return new HttpSource('hub', (entry, file) => [hubAddress('https://huggingface.co', entry, file)], fetch);
}

/** A server of the operator: `<base>/<model id>/<file>`, or laid out as the hub is. */
export function mirrorSource(base: string, fetch: typeof globalThis.fetch): ModelSource {
  const root = base.replace(/\/+$/, '');
  const addressOf: AddressOf = (entry, file) => [`${root}/${entry.id}/${file.name}`, hubAddress(root, entry, file)];
  return new HttpSource('mirror', addressOf, fetch);
}

function hubAddress(root: string, { hub }: EmbeddingModelEntry, file: ModelFile): string {
  return `${root}/${hub.repository}/resolve/${hub.revision}/${file.name}`;
}
