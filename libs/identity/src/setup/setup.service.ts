import type { OwnerTransactions } from '@hearthlore/database';
import { type Clock, newId, type UserId } from '@hearthlore/kernel';
import type { MemberKeys } from '@hearthlore/vault';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { DrizzleAccountStore } from '../adapters/drizzle-account-store.js';
import { SetupDoneError, WrongSetupCodeError } from '../identity.errors.js';
import { assertStrongPassphrase } from '../passphrases/passphrase-policy.js';
import type { SessionsService, SignedIn } from '../sessions/sessions.service.js';
import type { SetupCode } from './setup-code.js';

export interface SetupRequest {
  readonly code: string;
  readonly name: string;
  readonly email: string;
  readonly passphrase: string;
}

/** Makes the first member, the owner. Works once. */
export class SetupService {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly store: DrizzleAccountStore,
    private readonly accounts: AccountsService,
    private readonly keys: MemberKeys,
    private readonly sessions: SessionsService,
    private readonly code: SetupCode,
    private readonly clock: Clock,
  ) {}

  /** Has the code lie ready as long as there is no owner. */
  async prepare(): Promise<void> {
    if (await this.isRequired()) this.code.ensure();
    else this.code.discard();
  }

  async isRequired(): Promise<boolean> {
    return !(await this.store.isSetUp());
  }

  /** @throws {SetupDoneError} @throws {WrongSetupCodeError} @throws {WeakPassphraseError} */
  async setUp(request: SetupRequest, device: string): Promise<SignedIn & { readonly recoveryKey: string }> {
    if (!(await this.isRequired())) throw new SetupDoneError();
    if (!this.code.verify(request.code)) throw new WrongSetupCodeError();
    await assertStrongPassphrase(request.passphrase, [request.name, request.email]);
    const id = newId<UserId>();
    const prepared = await this.keys.prepare(id, request.passphrase);
    const recoveryKey = await this.transactions.run(id, async () => {
      // Two set-ups at once: the second one finds the mark and takes everything back.
      if (!(await this.store.markSetUp(id, this.clock.now()))) throw new SetupDoneError();
      return this.accounts.create({ ...request, id, role: 'owner', state: 'active' }, prepared);
    });
    this.code.discard();
    const beginning = { userRootKey: prepared.userRootKey, device, secondFactor: false };
    return { ...(await this.sessions.start(id, beginning)), recoveryKey };
  }
}
