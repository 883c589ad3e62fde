import type { DatabaseUrls } from '@hearthlore/machine';

/** An account of the drill's own in the scratch database. */
export interface DrillAccount {
  /** As the ledger would name it. */
  readonly erasureTag: Uint8Array;
  /** Whether its passphrase still opens it. */
  signsIn(): Promise<boolean>;
  close(): Promise<void>;
}

/** Uses a restored database the way members do. */
export abstract class DrillProbe {
  /**
   * Makes an account with a passphrase of this run, under a master key of this run, signs in with it, stores a passage
   * and finds it again.
   *
   * @throws {DrillFailedError} when any of it does not work.
   */
  abstract use(urls: DatabaseUrls): Promise<DrillAccount>;
}
