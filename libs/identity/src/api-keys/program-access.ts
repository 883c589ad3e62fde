import { AuditAction } from '@hearthlore/audit';
import { UnreadableCiphertextError } from '@hearthlore/crypto';
import type { ApiKeyId, Clock, UserId } from '@hearthlore/kernel';
import type { MemberVault, ProgramKeys, RecognizedProgram } from '@hearthlore/vault';
import { NotAllowedError } from '../identity.errors.js';
import type { AccountJournal } from '../journal/account-journal.js';
import type { OpenVaults } from '../sessions/open-vaults.js';
import { InvalidAccessTokenError } from '../sign-in/access-tokens.js';
import { type ApiKeyScope, knownScopes } from './api-key-scope.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** A program that is let in, and what it may ask for. */
export interface Program {
  readonly id: ApiKeyId;
  readonly ownerId: UserId;
  readonly scopes: readonly ApiKeyScope[];
  /** Absent where the key opens nothing. */
  readonly vault: MemberVault | undefined;
  /** Whether the key was made for this public key of its member. */
  readonly isRecipient: (publicKey: Uint8Array) => boolean;
}

/** Lets programs in by their keys. The database is asked on every request: revocation holds from the next one on. */
export class ProgramAccess {
  /** The hour in which each key's use was last noted: not every request is a write. */
  readonly #noted = new Map<ApiKeyId, number>();
  /** The minute in which each key's refusal was last written down: whoever holds one cannot fill the log by knocking. */
  readonly #refused = new Map<ApiKeyId, number>();

  constructor(
    private readonly keys: Pick<ProgramKeys, 'recognize' | 'openRingKey' | 'noteUse'>,
    private readonly vaults: Pick<OpenVaults, 'ensureRing' | 'lock'>,
    private readonly journal: Pick<AccountJournal, 'record'>,
    private readonly clock: Clock,
  ) {}

  /** @throws {InvalidAccessTokenError} for any key that does not stand, in the words of a bad token. */
  async authenticate(text: string): Promise<Program> {
    const recognized = await this.keys.recognize(text);
    if (recognized === undefined) throw new InvalidAccessTokenError();
    const { id, ownerId, scopes, isRecipient } = recognized;
    const vault = recognized.opensRing ? await this.#open(recognized) : undefined;
    await this.#noteUse(recognized);
    return { id, ownerId, scopes: knownScopes(scopes), vault, isRecipient };
  }

  /** @param scopes Any of them is enough; none of them opens a route to no program. @throws {NotAllowedError} */
  async assertMay(program: Program, scopes: readonly ApiKeyScope[]): Promise<void> {
    if (scopes.some((scope) => program.scopes.includes(scope))) return;
    await this.#recordRefusal(program);
    throw new NotAllowedError();
  }

  async #open(recognized: RecognizedProgram): Promise<MemberVault> {
    const { id, ownerId } = recognized;
    try {
      const vault = await this.vaults.ensureRing(ownerId, id, () => this.keys.openRingKey(recognized));
      if (vault.ownerId === ownerId) return vault;
    } catch (error) {
      if (!(error instanceof UnreadableCiphertextError)) throw error;
    }
    // The row names another owner, or holds another wrap, than the key was made with: somebody wrote to the database.
    await this.#recordRefusal(recognized);
    throw new InvalidAccessTokenError();
  }

  async #noteUse(recognized: RecognizedProgram): Promise<void> {
    if (this.#isFirst(this.#noted, recognized.id, HOUR)) await this.keys.noteUse(recognized);
  }

  /** @returns Whether the key was not seen yet in this hour or minute. */
  #isFirst(seen: Map<ApiKeyId, number>, id: ApiKeyId, span: number): boolean {
    const present = Math.floor(this.clock.now().getTime() / span);
    if (seen.get(id) === present) return false;
    for (const [other, at] of seen) if (at !== present) seen.delete(other);
    seen.set(id, present);
    return true;
  }

  async #recordRefusal({ id, ownerId }: Pick<Program, 'id' | 'ownerId'>): Promise<void> {
    if (!this.#isFirst(this.#refused, id, MINUTE)) return;
    const action = AuditAction.apiKeyRefused;
    await this.journal.record({ action, actorId: ownerId, thingId: id, result: 'refused' });
  }
}
