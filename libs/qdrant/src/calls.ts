import type { z } from 'zod';
import type { Circuit } from './circuit.js';
import type { Access, Credentials } from './credentials.js';
import { VectorStoreUnavailableError } from './qdrant.errors.js';
import type { QdrantLimits } from './qdrant-options.js';
import type { QdrantApi, Transport } from './transport.js';

/** One call to Qdrant. */
export interface Call<T> {
  readonly access: Access;
  /** Takes no longer than reading, although it needs the key: nothing on the disk is made or dropped. */
  readonly isQuick?: true;
  readonly send: (api: QdrantApi, request: RequestInit) => Promise<{ readonly data: unknown }>;
  /** What must come back: another thing is not Qdrant's, and counts as no answer. */
  readonly answer: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
}

/** Makes calls: with the right credentials, through the circuit, and believing nothing that was not parsed. */
export class QdrantCalls {
  readonly #transport: Transport;
  readonly #circuit: Circuit;
  readonly #limits: QdrantLimits;

  constructor(transport: Transport, circuit: Circuit, limits: QdrantLimits) {
    this.#transport = transport;
    this.#circuit = circuit;
    this.#limits = limits;
  }

  make<T>({ access, isQuick, send, answer, signal }: Call<T>, credentials: Credentials): Promise<T> {
    return this.#circuit.run(
      isQuick === true ? this.#limits.readTimeout : this.#limitOf(access),
      async (ending) => {
        const { data } = await send(this.#transport.api, this.#transport.request(await credentials(access), ending));
        const parsed = answer.safeParse(data);
        if (!parsed.success) throw new VectorStoreUnavailableError();
        return parsed.data;
      },
      signal,
    );
  }

  #limitOf(access: Access): number {
    if (access === 'manage') return this.#limits.manageTimeout;
    return access.access === 'r' ? this.#limits.readTimeout : this.#limits.writeTimeout;
  }
}
