import type { EmbeddingModel } from './embedding-model.port.js';
import { type EmbeddingProvider, EmbeddingRuntime, type EmbeddingStatus } from './embedding-runtime.port.js';
import { ModelNotObtainableError } from './embedding.errors.js';
import { OnnxEmbeddingModel } from './onnx/onnx-embedding-model.js';
import { candidateProviders, variantFor } from './onnx/providers.js';
import type { SessionStart } from './onnx/session-messages.js';
import { SessionPool } from './onnx/session-pool.js';
import { type Session, SessionLostError, SessionThread } from './onnx/session-thread.js';
import { variantId } from './registry/model-entry.js';
import type { ModelProgress } from './store/model-file-sink.js';
import type { LocatedModel, ModelStore } from './store/model-store.js';

const MISSING = 'Search by meaning is off: the model is missing. Get it with: npm run hearthlore models pull';
const FAILED = 'Search by meaning is off: the model does not run. Look into it with: npm run hearthlore models check';
const UNIT_TOLERANCE = 1e-3;
/** [Note: Sessions and memory] in session-pool.ts. */
const IDLE_MILLISECONDS = 60_000;
/** How often a missing model is looked for, since another process may have pulled it. Milliseconds. */
const LOOK_AGAIN = 15_000;

export interface LocalEmbeddingRuntimeOptions {
  readonly store: ModelStore;
  /** Id of the registry. */
  readonly modelId: string;
  /** Sessions under load, one per core. */
  readonly sessions: number;
  /** Providers to try in order; without it, what the machine has. */
  readonly devices?: readonly EmbeddingProvider[];
  /** Whether a missing model is fetched without being asked. */
  readonly isPulling: boolean;
  /** Called when the state changes, with what caused a failure, so that both can be logged. */
  readonly onChange?: (status: EmbeddingStatus, cause?: unknown) => void;
  readonly idleMilliseconds?: number;
  readonly startSession?: (start: SessionStart) => Promise<Session>;
}

/** Runs the model on this machine. */
export class LocalEmbeddingRuntime extends EmbeddingRuntime {
  readonly #stopping = new AbortController();
  #model: OnnxEmbeddingModel | undefined;
  #status: Omit<EmbeddingStatus, 'sessions'>;
  #settled: Promise<void> = Promise.resolve();
  #lookTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: LocalEmbeddingRuntimeOptions) {
    super();
    const modelId = variantId(options.store.entry(options.modelId), 'int8');
    const message = 'Search by meaning is off: the model is not loaded yet';
    this.#status = { state: 'loading', modelId, provider: null, message };
  }

  override get status(): EmbeddingStatus {
    return { ...this.#status, sessions: this.#model?.sessions ?? 0 };
  }

  override get model(): EmbeddingModel | undefined {
    return this.#model;
  }

  override whenSettled(): Promise<void> {
    return this.#settled;
  }

  /** Begins loading, and fetching where that is allowed. Returns at once. */
  start(): void {
    this.#settled = this.#bringUp(this.options.isPulling);
  }

  /** Looks for the model again, after a pull or an import. @returns Once it is ready or known to be missing. */
  reload(): Promise<void> {
    this.#settled = this.#settled.then(() => (this.#model === undefined ? this.#bringUp(false) : Promise.resolve()));
    return this.#settled;
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#lookTimer);
    await this.#settled;
    await this.#model?.close();
  }

  async #bringUp(mayPull: boolean): Promise<void> {
    clearTimeout(this.#lookTimer);
    this.#report({ state: 'loading', message: 'Search by meaning is being started' });
    try {
      const isOpen = (await this.#open()) || (mayPull && (await this.#pullAndOpen()));
      if (!isOpen) this.#reportMissing();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      if (error instanceof ModelNotObtainableError) this.#reportMissing(error);
      else this.#report({ state: 'failed', message: FAILED }, error);
    }
  }

  async #pullAndOpen(): Promise<boolean> {
    const onProgress = (progress: ModelProgress): void => this.#reportProgress(progress);
    await this.options.store.pull(this.options.modelId, { onProgress, signal: this.#stopping.signal });
    return this.#open();
  }

  /**
   * @returns Whether the files are there; the model is open then.
   * @throws {SessionLostError} if no provider runs them.
   */
  async #open(): Promise<boolean> {
    const { store, modelId } = this.options;
    let failure: unknown;
    for (const provider of this.options.devices ?? (await candidateProviders())) {
      const located = await store.locate(modelId, variantFor(provider));
      if (located === undefined) return false;
      try {
        await this.#openOn(provider, located);
        return true;
      } catch (error) {
        failure = error;
      }
    }
    throw failure ?? new SessionLostError();
  }

  async #openOn(provider: EmbeddingProvider, located: LocatedModel): Promise<void> {
    const { store, modelId, sessions, startSession = (options) => SessionThread.start(options) } = this.options;
    const entry = store.entry(modelId);
    const variant = variantFor(provider);
    const { maxTokens, dimensions } = entry;
    const start = (): Promise<Session> => startSession({ ...located, provider, maxTokens, dimensions });
    const idleMilliseconds = this.options.idleMilliseconds ?? IDLE_MILLISECONDS;
    // A graphics processor is one device: further sessions on it would only hold further copies.
    const pool = new SessionPool({ start, maxSessions: provider === 'cpu' ? sessions : 1, idleMilliseconds });
    const model = new OnnxEmbeddingModel(entry, variant, pool);
    try {
      await pool.open();
      await assertSane(model, this.#stopping.signal);
    } catch (error) {
      await model.close();
      throw error;
    }
    this.#model = model;
    const message = `Search by meaning is on (${entry.id}, ${variant}, ${provider})`;
    this.#report({ state: 'ready', modelId: model.modelId, provider, message });
  }

  #reportProgress({ step, receivedBytes, totalBytes }: ModelProgress): void {
    const percent = Math.floor((100 * receivedBytes) / Math.max(1, totalBytes));
    const message = step === 'convert' ? 'The model is being prepared' : `The model is being fetched (${percent} %)`;
    this.#report({ state: 'loading', message });
  }

  #reportMissing(cause?: unknown): void {
    this.#report({ state: 'missing', message: MISSING }, cause);
    if (this.#stopping.signal.aborted) return;
    this.#lookTimer = setTimeout(() => void this.#lookAgain(), LOOK_AGAIN);
    this.#lookTimer.unref();
  }

  async #lookAgain(): Promise<void> {
    const models = await this.options.store.list();
    if (models.some(({ id, isPresent }) => id === this.options.modelId && isPresent)) await this.reload();
    else this.#reportMissing();
  }

  #report(change: Partial<EmbeddingStatus>, cause?: unknown): void {
    const isNews = change.state !== this.#status.state;
    this.#status = { ...this.#status, ...change };
    if (isNews) this.options.onChange?.(this.status, cause);
  }
}

/** A graphics driver may accept a graph and compute nonsense: a vector that is not of unit length tells. */
async function assertSane(model: EmbeddingModel, signal: AbortSignal): Promise<void> {
  const [vector] = await model.embed(['Is anybody home?'], { priority: 'query', signal });
  const length = Math.hypot(...(vector ?? []));
  if (!(Math.abs(length - 1) < UNIT_TOLERANCE)) throw new SessionLostError();
}
