import type { Incidents } from '@hearthlore/audit';
import type { UserId } from '@hearthlore/kernel';
import { PointWatcher } from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';

/** Hands on what search notices of points: an incident, and work that waits. */
export class PointSignals extends PointWatcher {
  readonly #logger = new Logger('VectorStore');
  #onWaiting: (vault: MemberVault) => void = () => undefined;

  constructor(private readonly incidents: Pick<Incidents, 'notice'>) {
    super();
  }

  whenWaiting(listener: (vault: MemberVault) => void): void {
    this.#onWaiting = listener;
  }

  override waiting(vault: MemberVault): void {
    this.#onWaiting(vault);
  }

  override foreignPoints(_ownerId: UserId, points: number): void {
    this.#logger.error('the vector store answered with points that are not ours', { points });
    this.incidents
      .notice('foreign-point')
      .catch((error: unknown) => this.#logger.error('an incident could not be opened', error));
  }
}
