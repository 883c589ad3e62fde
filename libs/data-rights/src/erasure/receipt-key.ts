import { NoteSigner } from '@hearthlore/audit';

/** Signs receipts; what it prints checks them. The name says what for: no checkpoint passes for a receipt. */
export class ReceiptKey {
  readonly signer: NoteSigner;

  /** @param seed K_sign of the ops bundle. */
  constructor(installationId: string, seed: Uint8Array) {
    this.signer = new NoteSigner(`hearthlore/erasure/${installationId}`, seed);
  }

  toString(): string {
    return this.signer.verifier.toString();
  }
}
