import { wipe } from '@hearthlore/crypto';
import { AuditAction } from '@hearthlore/audit';
import type { PasskeyId } from '@hearthlore/kernel';
import { type MemberVault, openLabel, type PasskeyKeys, sealLabel } from '@hearthlore/vault';
import type { DrizzlePasskeyStore, StoredPasskey } from '../adapters/drizzle-passkey-store.js';
import type { FactorChanges } from '../factors/factor-changes.js';
import type { PasskeyAnswer, PasskeyProofs } from './passkey-proofs.js';
import { PasskeyNotFoundError, PasskeyRefusedError } from './passkeys.errors.js';

/** One line of a member's list. */
export interface Passkey
  extends Pick<
    StoredPasskey,
    'id' | 'credentialId' | 'transports' | 'prfSalt' | 'backedUp' | 'lastUsedAt' | 'createdAt'
  > {
  readonly name: string;
  /** Whether it opens the vault by itself. */
  readonly unlocks: boolean;
}

/** What a member does with passkeys that are there. */
export class PasskeysService {
  constructor(
    private readonly passkeys: Pick<DrizzlePasskeyStore, 'list' | 'find' | 'change' | 'delete'>,
    private readonly proofs: Pick<PasskeyProofs, 'prove'>,
    private readonly keys: PasskeyKeys,
    private readonly changes: FactorChanges,
  ) {}

  /** Oldest first. */
  async list(vault: MemberVault): Promise<Passkey[]> {
    return (await this.passkeys.list(vault.ownerId)).map((stored) => toPasskey(vault, stored));
  }

  /** @throws {PasskeyNotFoundError} */
  async get(vault: MemberVault, id: PasskeyId): Promise<Passkey> {
    const stored = await this.passkeys.find(vault.ownerId, id);
    if (stored === undefined) throw new PasskeyNotFoundError();
    return toPasskey(vault, stored);
  }

  /** @throws {PasskeyNotFoundError} */
  async rename(vault: MemberVault, id: PasskeyId, name: string): Promise<void> {
    const isTheirs = await this.passkeys.change(vault.ownerId, id, { sealedName: sealLabel(vault, id, name) });
    if (!isTheirs) throw new PasskeyNotFoundError();
  }

  /**
   * Has a passkey open the vault from now on.
   *
   * @throws {PasskeyNotFoundError}
   * @throws {PasskeyRefusedError} also where another passkey answered, or no secret came.
   * @throws {StepUpRequiredError}
   */
  async enableUnlocking(vault: MemberVault, id: PasskeyId, answer: PasskeyAnswer): Promise<void> {
    const { ownerId } = vault;
    if ((await this.passkeys.find(ownerId, id)) === undefined) throw new PasskeyNotFoundError();
    const { passkey, userRootKey } = await this.proofs.prove(answer, ownerId);
    if (userRootKey !== undefined) wipe(userRootKey);
    if (passkey.id !== id || answer.secret === undefined) throw new PasskeyRefusedError();
    await this.passkeys.change(ownerId, id, { wrapped: this.keys.wrap(vault, id, answer.secret) });
  }

  /** Its wrap goes with it, and so does every session but this one. @throws {PasskeyNotFoundError} */
  async remove(vault: MemberVault, id: PasskeyId): Promise<void> {
    if (!(await this.passkeys.delete(vault.ownerId, id))) throw new PasskeyNotFoundError();
    await this.changes.endOthers(vault, AuditAction.passkeyRemoved);
  }
}

function toPasskey(vault: MemberVault, stored: StoredPasskey): Passkey {
  const { id, credentialId, transports, prfSalt, backedUp, lastUsedAt, createdAt, sealedName, wrapped } = stored;
  const name = openLabel(vault, id, sealedName);
  return {
    id,
    name,
    credentialId,
    transports,
    prfSalt,
    backedUp,
    lastUsedAt,
    createdAt,
    unlocks: wrapped !== null,
  };
}
