import type { UserId } from '@hearthlore/kernel';
import type { DrizzlePointRows } from '../adapters/drizzle-point-rows.js';
import type { MemberPoints } from '../erasure/erasure-run.js';
import { PointsOutOfReachError } from './points.errors.js';

/** For an installation without a vector store of its own: there are no points, or nobody can get at them. */
export class PointsOutOfReach implements MemberPoints {
  constructor(private readonly rows: Pick<DrizzlePointRows, 'mayHave'>) {}

  /** @throws {PointsOutOfReachError} where there were some. */
  async countOf(ownerId: UserId): Promise<number> {
    await this.dropOf(ownerId);
    return 0;
  }

  /** @throws {PointsOutOfReachError} where there were some. */
  async dropOf(ownerId: UserId): Promise<void> {
    if (await this.rows.mayHave(ownerId)) throw new PointsOutOfReachError();
  }
}
