import { AuditAction, AuditLog } from '@hearthlore/audit';
import { JobQueues } from '@hearthlore/jobs';
import { AppError, type UserId } from '@hearthlore/kernel';
import { VectorStoreUnavailableError } from '@hearthlore/qdrant';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { PointDelivery } from '../platform/point-delivery.js';
import { VectorStoreWatch } from './vector-store-watch.js';

/** As the worker says it: it comes out of a queue. */
const sweptSchema = z.union([
  z.object({ waitsFor: z.string() }),
  z.object({ documents: z.number(), collections: z.number().default(0) }),
]);

export interface Upkeep {
  readonly documents: number;
  readonly collections: number;
}

/** The sealed store needs none of it. */
export class VectorStoreNotUsedError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'vector-store.not-used';

  constructor() {
    super('No vector store outside of this server is in use');
  }
}

/** What a manager can have done about the vector store: by the worker for everybody, and here for who is signed in. */
@Injectable()
export class VectorUpkeep {
  constructor(
    private readonly watch: VectorStoreWatch,
    private readonly queues: JobQueues,
    private readonly delivery: PointDelivery,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Drops all collections, to be filled again out of the sealed packs: now for who is signed in, for everybody else later.
   *
   * @throws {VectorStoreNotUsedError} @throws {VectorStoreUnavailableError} What waits is sent later all the same.
   */
  async renew(callerId: UserId): Promise<Upkeep> {
    this.#assertUsed();
    const done = parse(await this.queues.addAndWait('sweep', 'renew-points', {}));
    await this.audit.append({ action: AuditAction.vectorStoreRenewed, actorId: callerId, result: 'ok' });
    this.delivery.deliverAll();
    return done;
  }

  /** @throws {VectorStoreNotUsedError} @throws {VectorStoreUnavailableError} */
  async sweep(): Promise<Upkeep> {
    this.#assertUsed();
    const done = parse(await this.queues.addAndWait('sweep', 'sweep-points', {}));
    this.delivery.sweepAll();
    return done;
  }

  #assertUsed(): void {
    if (this.watch.standing.kind === 'sealed') throw new VectorStoreNotUsedError();
  }
}

function parse(result: unknown): Upkeep {
  const parsed = sweptSchema.parse(result);
  if ('waitsFor' in parsed) throw new VectorStoreUnavailableError();
  return parsed;
}
