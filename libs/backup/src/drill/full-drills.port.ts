import type { DrillId } from '@hearthlore/kernel';
import type { DrizzleDrillStore } from '../adapters/drizzle-drill-store.js';

/** Tries the newest file at the target, in the process that was given the identity and nowhere else. */
export abstract class FullDrills {
  /**
   * Resolves once the drill is under way; its result goes into `store`.
   *
   * @throws {NothingToDrillError} @throws {WrongIdentityError} before anything was begun.
   */
  abstract start(id: DrillId, identity: string, store: DrizzleDrillStore): Promise<void>;
}
