import type { UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';

/** Is told what the application has to see to. Neither method may throw or take long. */
export abstract class PointWatcher {
  /** There were points among a member's that this installation did not put there, or not like this: they found nothing. */
  abstract foreignPoints(ownerId: UserId, points: number): void;

  /** Something of the member's waits to be sent: `PointSync.run` does it. Told again and again while it waits. */
  abstract waiting(vault: MemberVault): void;
}
