import type { Clock } from '@hearthlore/kernel';
import { AppError } from '@hearthlore/kernel';
import { type QdrantExamination, type QdrantServer, VectorStoreVersionError } from '@hearthlore/qdrant';
import type { DrizzleVectorStoreChoice, PointMeasure, VectorStoreKind } from '@hearthlore/retrieval';

/** How often the server is looked at while nobody needs it, in milliseconds. */
const LOOK_INTERVAL = 30_000;

/** How the vector store stands, as far as it is known without asking anybody. */
export interface VectorStoreStanding {
  readonly kind: VectorStoreKind;
  /** The sealed one is always up: it is this process. */
  readonly isUp: boolean;
  readonly downSince: Date | undefined;
  /** Code of what the last look at it failed with. */
  readonly fault: string | undefined;
  /** Nothing is sent while it is open. */
  readonly isCircuitOpen: boolean;
  readonly examination: QdrantExamination | undefined;
}

export interface VectorStoreState extends VectorStoreStanding {
  readonly points: PointMeasure;
}

const ALWAYS_UP = {
  kind: 'sealed',
  isUp: true,
  downSince: undefined,
  fault: undefined,
  isCircuitOpen: false,
  examination: undefined,
} as const satisfies VectorStoreStanding;

/** Knows how the vector store stands: looks at it twice a minute, for members may ask for nothing for hours. */
export class VectorStoreWatch {
  #examination: QdrantExamination | undefined;
  #downSince: Date | undefined;
  #fault: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param server `undefined` where the sealed store is in use. */
  constructor(
    private readonly server: Pick<QdrantServer, 'examine' | 'isUp' | 'whenBack'> | undefined,
    private readonly choice: Pick<DrizzleVectorStoreChoice, 'measure'>,
    private readonly clock: Clock,
  ) {
    server?.whenBack(() => void this.look());
  }

  get standing(): VectorStoreStanding {
    if (this.server === undefined) return ALWAYS_UP;
    const isCircuitOpen = !this.server.isUp;
    // The circuit opens between two looks.
    if (isCircuitOpen) this.#downSince ??= this.clock.now();
    return {
      kind: 'qdrant',
      isUp: this.#downSince === undefined,
      downSince: this.#downSince,
      fault: this.#fault,
      isCircuitOpen,
      examination: this.#examination,
    };
  }

  async state(): Promise<VectorStoreState> {
    return { ...this.standing, points: await this.choice.measure() };
  }

  /** @throws {VectorStoreVersionError} A server that is away is none that is wrong: it may come back. */
  async open(): Promise<VectorStoreStanding> {
    const error = await this.look();
    if (error instanceof VectorStoreVersionError) throw error;
    this.#timer ??= setInterval(() => void this.look(), LOOK_INTERVAL).unref();
    return this.standing;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** @returns What is wrong with the server, if anything is. */
  async look(): Promise<AppError | undefined> {
    if (this.server === undefined) return undefined;
    try {
      this.#examination = await this.server.examine();
      this.#downSince = undefined;
      this.#fault = undefined;
      return undefined;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#downSince ??= this.clock.now();
      this.#fault = error.code;
      return error;
    }
  }
}
