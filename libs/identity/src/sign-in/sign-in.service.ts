import { newId, type UserId } from '@hearthlore/kernel';
import type { MemberKeys } from '@hearthlore/vault';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { SecondFactors } from '../factors/second-factors.js';
import { InvalidCredentialsError } from '../identity.errors.js';
import type { SessionsService, SignedIn } from '../sessions/sessions.service.js';

export interface SignInRequest {
  readonly email: string;
  readonly passphrase: string;
  /** What the member's list of devices will call it. */
  readonly device: string;
}

/** By address and passphrase to a session. */
export class SignInService {
  constructor(
    private readonly accounts: Pick<AccountsService, 'findIdByEmail' | 'emailHash'>,
    private readonly keys: Pick<MemberKeys, 'unlockByPassphrase' | 'pretendToUnlock' | 'passphraseSetAt'>,
    private readonly sessions: Pick<SessionsService, 'start'>,
    private readonly factors: Pick<SecondFactors, 'demand' | 'isSet'>,
  ) {}

  /**
   * @throws {InvalidCredentialsError} after the same work for an unknown address.
   * @throws {SecondFactorRequiredError} where a code has to follow.
   * @throws {StretchingBusyError}
   */
  async signIn({ email, passphrase, device }: SignInRequest): Promise<SignedIn> {
    const id = await this.accounts.findIdByEmail(email);
    // Nobody's is looked up as well: an address that no member has costs the same.
    const setAt = await this.keys.passphraseSetAt(id ?? newId<UserId>());
    if (id === undefined) {
      await this.keys.pretendToUnlock(passphrase, this.accounts.emailHash(email));
      throw new InvalidCredentialsError();
    }
    const userRootKey = await this.keys.unlockByPassphrase(id, passphrase);
    if (userRootKey === undefined) throw new InvalidCredentialsError();
    return this.factors.demand({ ownerId: id, userRootKey }, (rootKey, secondFactor) =>
      this.sessions.start(id, { userRootKey: rootKey, device, secondFactor }, async () => {
        // Stretching takes long enough for the passphrase to be changed, or a factor to be set, beside it.
        const isSame = (await this.keys.passphraseSetAt(id))?.getTime() === setAt?.getTime();
        return isSame && (secondFactor || !(await this.factors.isSet({ ownerId: id, userRootKey: rootKey })));
      }),
    );
  }
}
