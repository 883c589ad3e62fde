import type { ApiProblem } from '../../api/problem.js';
import { asProblem } from '../../api/problem.js';
import { sendFile } from './send-file.js';

export type UploadState =
  | { readonly kind: 'waiting' }
  /** `sent` from 0 to 1. */
  | { readonly kind: 'sending'; readonly sent: number }
  /** The server has it; how far it is read is told by the document itself. */
  | { readonly kind: 'accepted'; readonly documentId: string }
  | { readonly kind: 'refused'; readonly problem: ApiProblem }
  | { readonly kind: 'cancelled' };

export interface Upload {
  readonly key: number;
  readonly file: File;
  readonly state: UploadState;
}

interface UploadQueueParts {
  readonly send: typeof sendFile;
  /** Called once per file that the server took. */
  readonly onAccepted: () => void;
}

/** Sends files one after the other: the first one is readable sooner, and the server reads one at a time anyway. */
export class UploadQueue {
  #uploads: readonly Upload[] = [];
  #lastKey = 0;
  #sending: { readonly key: number; readonly abort: AbortController } | undefined;
  readonly #duplicatesAllowed = new Set<number>();
  readonly #listeners = new Set<() => void>();
  readonly #parts: UploadQueueParts;

  constructor(parts: UploadQueueParts) {
    this.#parts = parts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly list = (): readonly Upload[] => this.#uploads;

  get isSending(): boolean {
    return this.#uploads.some(({ state }) => state.kind === 'sending' || state.kind === 'waiting');
  }

  add(files: readonly File[]): void {
    const added = files.map((file): Upload => {
      this.#lastKey += 1;
      return { key: this.#lastKey, file, state: { kind: 'waiting' } };
    });
    this.#change([...this.#uploads, ...added]);
    this.#sendNext();
  }

  cancel(key: number): void {
    if (this.#sending?.key === key) this.#sending.abort.abort();
    else this.#become(key, { kind: 'cancelled' });
  }

  retry(key: number, options: { readonly allowDuplicate?: boolean } = {}): void {
    if (options.allowDuplicate) this.#duplicatesAllowed.add(key);
    this.#become(key, { kind: 'waiting' });
    this.#sendNext();
  }

  dismiss(key: number): void {
    this.#change(this.#uploads.filter((upload) => upload.key !== key));
  }

  /** Stops everything and forgets the files; for the end of a session. */
  clear(): void {
    this.#sending?.abort.abort();
    this.#change([]);
  }

  #sendNext(): void {
    if (this.#sending !== undefined) return;
    const next = this.#uploads.find(({ state }) => state.kind === 'waiting');
    if (next !== undefined) void this.#send(next);
  }

  async #send({ key, file }: Upload): Promise<void> {
    const abort = new AbortController();
    this.#sending = { key, abort };
    this.#become(key, { kind: 'sending', sent: 0 });
    try {
      const documentId = await this.#parts.send(file, {
        allowDuplicate: this.#duplicatesAllowed.has(key),
        onProgress: (sent) => this.#become(key, { kind: 'sending', sent }),
        signal: abort.signal,
      });
      this.#become(key, { kind: 'accepted', documentId });
      this.#parts.onAccepted();
    } catch (error) {
      const isCancelled = error instanceof DOMException && error.name === 'AbortError';
      this.#become(key, isCancelled ? { kind: 'cancelled' } : { kind: 'refused', problem: asProblem(error) });
    }
    this.#sending = undefined;
    this.#sendNext();
  }

  #become(key: number, state: UploadState): void {
    this.#change(this.#uploads.map((upload) => (upload.key === key ? { ...upload, state } : upload)));
  }

  #change(uploads: readonly Upload[]): void {
    this.#uploads = uploads;
    for (const listener of this.#listeners) listener();
  }
}
