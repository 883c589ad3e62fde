import { AuditAction } from '@hearthlore/audit';
import { wipe } from '@hearthlore/crypto';
import type { Clock } from '@hearthlore/kernel';
import type { MemberKeys, MemberVault } from '@hearthlore/vault';
import { InvalidCodeError } from '../factors/factors.errors.js';
import type { SecondFactors } from '../factors/second-factors.js';
import type { AccountJournal } from '../journal/account-journal.js';
import type { PasskeyAnswer, PasskeyProofs } from '../passkeys/passkey-proofs.js';
import { PasskeyRefusedError } from '../passkeys/passkeys.errors.js';
import type { RequestOptions } from '../passkeys/web-authn.js';
import { StepUpCodeRequiredError, StepUpRefusedError } from './step-up.errors.js';

/** How long a member counts as just proved, in milliseconds (ASVS 5.0, 7.5.3). */
const LIFETIME = 5 * 60_000;

/**
 * Has a member who is signed in prove once more to be there, with every factor the account has (ASVS 5.0, 7.5.1: what
 * follows may change the factors themselves): passphrase and, where one is set, a code; or a passkey, which is both.
 * [Note: Step-up]
 */
export class StepUpService {
  constructor(
    private readonly keys: Pick<MemberKeys, 'unlockByPassphrase'>,
    private readonly factors: Pick<SecondFactors, 'isSet' | 'spend'>,
    private readonly proofs: Pick<PasskeyProofs, 'askMember' | 'prove'>,
    private readonly journal: Pick<AccountJournal, 'record'>,
    private readonly clock: Clock,
  ) {}

  ask({ ownerId }: MemberVault): Promise<RequestOptions> {
    return this.proofs.askMember(ownerId);
  }

  /**
   * @returns Until when it lasts.
   * @throws {StepUpRefusedError}
   * @throws {StepUpCodeRequiredError} where the passphrase is right and the code is missing.
   * @throws {TooManyCodesError}
   */
  async byPassphrase(vault: MemberVault, passphrase: string, code?: string): Promise<Date> {
    const userRootKey = await this.keys.unlockByPassphrase(vault.ownerId, passphrase);
    if (userRootKey === undefined) return this.#refuse(vault);
    try {
      if (await this.factors.isSet(vault)) {
        if (code === undefined) throw new StepUpCodeRequiredError();
        await this.factors.spend(vault, code);
      }
      return await this.#grant(vault, userRootKey);
    } catch (error) {
      if (error instanceof InvalidCodeError) return await this.#refuse(vault);
      throw error;
    } finally {
      wipe(userRootKey);
    }
  }

  /** @throws {StepUpRefusedError} also for a passkey that does not open the vault. */
  async byPasskey(vault: MemberVault, answer: PasskeyAnswer): Promise<Date> {
    const proof = await this.proofs.prove(answer, vault.ownerId).catch((error: unknown) => {
      if (error instanceof PasskeyRefusedError) return undefined;
      throw error;
    });
    if (proof?.userRootKey === undefined) return this.#refuse(vault);
    try {
      return await this.#grant(vault, proof.userRootKey);
    } finally {
      wipe(proof.userRootKey);
    }
  }

  /** @param userRootKey The vault takes a copy. */
  async #grant(vault: MemberVault, userRootKey: Uint8Array): Promise<Date> {
    const until = new Date(this.clock.now().getTime() + LIFETIME);
    vault.stepUp(userRootKey, until);
    await this.journal.record({ action: AuditAction.stepUpGranted, actorId: vault.ownerId, result: 'ok' });
    return until;
  }

  async #refuse({ ownerId }: MemberVault): Promise<never> {
    await this.journal.record({ action: AuditAction.stepUpRefused, actorId: ownerId, result: 'refused' });
    throw new StepUpRefusedError();
  }
}
