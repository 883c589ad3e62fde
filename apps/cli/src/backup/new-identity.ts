import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';

export interface NewIdentity {
  /** The secret half. */
  readonly identity: string;
  /** What the server is to have. */
  readonly recipient: string;
}

/** @param isPostQuantum With ML-KEM-768 beside X25519: a recipient of two thousand characters. */
export async function newIdentity(isPostQuantum: boolean): Promise<NewIdentity> {
  const identity = await (isPostQuantum ? generateHybridIdentity() : generateX25519Identity());
  return { identity, recipient: await identityToRecipient(identity) };
}

export function describeIdentity({ identity, recipient }: NewIdentity): string {
  return `Identity, the secret half. Nothing keeps it but you: print it, or put it where you keep your recovery keys,
twice, and never on this server. Whoever has it opens every backup; without it nobody ever does.

${identity}

Recipient. Set it on the server:

HEARTHLORE_BACKUP_RECIPIENTS=${recipient}`;
}
