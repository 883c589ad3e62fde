import type { OwnerTransactions } from '@hearthlore/database';
import { parseId, type UserId } from '@hearthlore/kernel';
import { type MemberVault, SelfPart, type SelfRecords } from '@hearthlore/vault';
import { z } from 'zod';
import { keyFingerprint } from './fingerprint.js';

const pinsSchema = z.record(z.string(), z.base64());

/**
 * Public keys of other members as the member has confirmed them, sealed under the member's own K_self: whoever writes
 * to the database can swap a key, but not what was remembered of it.
 */
export class PinnedKeys {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly self: SelfRecords,
  ) {}

  /** Remembers the key together with `confirm`: both happen or neither. */
  async pinWith(
    vault: MemberVault,
    member: UserId,
    publicKey: Uint8Array,
    confirm: () => Promise<void>,
  ): Promise<void> {
    const pin = Buffer.from(keyFingerprint(publicKey, member)).toString('base64');
    await this.transactions.run(vault.ownerId, async () => {
      await confirm();
      await this.self.revise(vault, SelfPart.fingerprints, (current) => encode({ ...decode(current), [member]: pin }));
    });
  }

  /** Fingerprints by member. A program's key does not open them. */
  async read(vault: MemberVault): Promise<ReadonlyMap<UserId, Uint8Array>> {
    const pins = decode(await this.self.read(vault, SelfPart.fingerprints));
    return new Map(
      Object.entries(pins).flatMap(([text, pin]) => {
        const member = parseId<UserId>(text);
        return member === undefined ? [] : [[member, new Uint8Array(Buffer.from(pin, 'base64'))]];
      }),
    );
  }
}

/** @returns Whether this is another key than the one that was confirmed; never for a member nobody has confirmed. */
export function isKeyChanged(
  pins: ReadonlyMap<UserId, Uint8Array>,
  member: UserId,
  publicKey: Uint8Array | null,
): boolean {
  const pin = pins.get(member);
  if (pin === undefined) return false;
  return publicKey === null || !Buffer.from(pin).equals(keyFingerprint(publicKey, member));
}

function encode(pins: z.output<typeof pinsSchema>): Uint8Array {
  return new Uint8Array(Buffer.from(JSON.stringify(pins)));
}

function decode(record: Uint8Array | undefined): z.output<typeof pinsSchema> {
  return record === undefined ? {} : pinsSchema.parse(JSON.parse(Buffer.from(record).toString('utf8')));
}
