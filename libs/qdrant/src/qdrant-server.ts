import type { Secret } from '@hearthlore/config';
import { collectionsAnswer, readyAnswer } from './answers.js';
import { type Call, QdrantCalls } from './calls.js';
import { Circuit } from './circuit.js';
import { type Examined, examineServer, type QdrantExamination } from './examination.js';
import { QdrantCollection } from './qdrant-collection.js';
import { type CollectionLayout, DEFAULT_LIMITS, type QdrantOptions, serverPlace } from './qdrant-options.js';
import { openTransport, type Transport } from './transport.js';

/**
 * One Qdrant, in which members' points lie: protected vectors and sealed payloads, in a collection for each member.
 * It is not trusted: what it answers is parsed and bounded, and what it holds opens nowhere else.
 */
export class QdrantServer {
  readonly #apiKey: Secret | undefined;
  readonly #layout: CollectionLayout;
  readonly #transport: Transport;
  readonly #circuit: Circuit;
  readonly #calls: QdrantCalls;
  #examined: Promise<Examined> | undefined;

  /** @throws {VectorStoreSettingsError} if the key would travel in the clear, or the address is none. */
  constructor(options: QdrantOptions) {
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#apiKey = options.apiKey;
    this.#layout = options.layout;
    this.#transport = openTransport(serverPlace(options), limits);
    this.#circuit = new Circuit({
      failures: limits.failures,
      probeEvery: limits.probeEvery,
      probeTimeout: limits.readTimeout,
      probe: (signal) => this.#probe(signal),
    });
    this.#calls = new QdrantCalls(this.#transport, this.#circuit, limits);
    // Another server, or another version of it, may be what comes back.
    this.#circuit.whenLost(() => {
      this.#examined = undefined;
    });
  }

  /** Whether calls are made: while the server is known to be down, they fail at once. */
  get isUp(): boolean {
    return this.#circuit.isUp;
  }

  /** @param listener Called each time that the server is found again after it was down. It must not throw. */
  whenBack(listener: () => void): void {
    this.#circuit.whenBack(listener);
  }

  /**
   * Looks at the server anew. Calls do so by themselves before the first of them, and after the server was down.
   *
   * @throws {VectorStoreVersionError | VectorStoreRefusedError | VectorStoreUnavailableError}
   */
  async examine(): Promise<QdrantExamination> {
    this.#examined = undefined;
    return (await this.#examine()).examination;
  }

  collection(name: string): QdrantCollection {
    return new QdrantCollection(name, this.#layout, (call) => this.#make(call));
  }

  /** @returns The names of the collections that begin with `prefix`. */
  async list(prefix: string, signal?: AbortSignal): Promise<string[]> {
    const { result } = await this.#make({
      access: 'manage',
      isQuick: true,
      send: (api, request) => api.getCollections({}, request),
      answer: collectionsAnswer,
      signal,
    });
    return result.collections.map(({ name }) => name).filter((name) => name.startsWith(prefix));
  }

  /** Ends what is under way and asks for the server no more. */
  async close(): Promise<void> {
    this.#circuit.close();
    await this.#transport.close();
  }

  async #make<T>(call: Call<T>): Promise<T> {
    const { credentials } = await this.#examine();
    return this.#calls.make(call, credentials);
  }

  #examine(): Promise<Examined> {
    if (this.#examined !== undefined) return this.#examined;
    const examined = examineServer(this.#calls, this.#apiKey);
    this.#examined = examined;
    // Nothing is remembered of a look that failed: whoever asked is told.
    examined.catch(() => {
      if (this.#examined === examined) this.#examined = undefined;
    });
    return examined;
  }

  async #probe(signal: AbortSignal): Promise<void> {
    const { data } = await this.#transport.api.readyz({}, this.#transport.request({}, signal));
    readyAnswer.parse(data);
  }
}
