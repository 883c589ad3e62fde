import { type SelfAccess, SelfPart, type SelfRecords } from '@hearthlore/vault';
import { decodeFactorRecord, encodeFactorRecord, type FactorRecord, NO_FACTOR } from './factor-record.js';

/** The second factor of a member who is signed in, or who is just proving to be one. */
export class FactorRecords {
  constructor(private readonly self: Pick<SelfRecords, 'ensure' | 'read' | 'revise'>) {}

  async read(access: SelfAccess): Promise<FactorRecord> {
    if ('userRootKey' in access) await this.self.ensure(access.ownerId, access.userRootKey);
    const plaintext = await this.self.read(access, SelfPart.secondFactor);
    return plaintext === undefined ? NO_FACTOR : decodeFactorRecord(plaintext);
  }

  /** @param change Runs while nobody else can change the record; what it throws takes everything back. */
  async revise(access: SelfAccess, change: (current: FactorRecord) => FactorRecord): Promise<void> {
    await this.self.revise(access, SelfPart.secondFactor, (plaintext) =>
      encodeFactorRecord(change(plaintext === undefined ? NO_FACTOR : decodeFactorRecord(plaintext))),
    );
  }
}
