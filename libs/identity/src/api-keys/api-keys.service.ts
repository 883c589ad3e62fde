import { AuditAction } from '@hearthlore/audit';
import type { ApiKeyId, Clock, UserId } from '@hearthlore/kernel';
import type { IssuedProgramKey, MemberVault, ProgramKey, ProgramKeys } from '@hearthlore/vault';
import { mayManageFamily, type Role } from '../accounts/account.js';
import type { DrizzleAccountStore } from '../adapters/drizzle-account-store.js';
import { NotAllowedError } from '../identity.errors.js';
import type { AccountJournal } from '../journal/account-journal.js';
import type { OpenVaults } from '../sessions/open-vaults.js';
import { ApiKeyExpiryError, ApiKeyNotFoundError, TooManyApiKeysError } from './api-keys.errors.js';
import { type ApiKeyScope, knownScopes, opensRing } from './api-key-scope.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A key ends after this many days unless something else is asked for, and after so many at the latest. */
export const DEFAULT_DAYS = 90;
export const MOST_DAYS = 365;
/** Both keys of a rotation work this long unless something else is asked for, and at most a week. In hours. */
export const DEFAULT_OVERLAP_HOURS = 24;
export const MOST_OVERLAP_HOURS = 168;
/** Keys that a member may have; a bound for the list, not a goal. */
const MOST_KEYS = 50;
/** A key that has ended stays in the list this long, so that its owner sees why a program stopped. */
const KEEP_ENDED = 30 * DAY;

export interface ApiKeyRequest {
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  /** Absent: after {@link DEFAULT_DAYS}. `null`: never, which takes `neverExpires` as well. */
  readonly expiresAt?: Date | null | undefined;
  readonly neverExpires?: boolean | undefined;
}

/** Keys of programs, as their owner makes and ends them. [Note: Keys of programs] */
export class ApiKeys {
  constructor(
    private readonly keys: ProgramKeys,
    private readonly accounts: Pick<DrizzleAccountStore, 'find'>,
    private readonly vaults: Pick<OpenVaults, 'lock'>,
    private readonly journal: Pick<AccountJournal, 'record'>,
    private readonly clock: Clock,
  ) {}

  /** Oldest first; those that ended lately too. */
  async list(vault: MemberVault): Promise<ProgramKey[]> {
    return (await this.keys.list(vault)).filter((key) => !this.#isLongOver(key));
  }

  /**
   * @throws {StepUpRequiredError} unless the member has just proved to be there.
   * @throws {NotAllowedError} for `admin` by anybody but owner and admins, and for viewers.
   * @throws {ApiKeyExpiryError} @throws {TooManyApiKeysError}
   */
  async create(vault: MemberVault, request: ApiKeyRequest): Promise<IssuedProgramKey> {
    await this.#assertMayHave(vault.ownerId, request.scopes);
    const expiresAt = this.#expiry(request);
    await this.#makeRoom(vault);
    const issued = await this.keys.issue(vault, toKeyRequest(request, expiresAt));
    await this.#record(AuditAction.apiKeyCreated, vault.ownerId, issued.id);
    return issued;
  }

  /**
   * Gives a new key with the name, the scopes and the span of the old one, which goes on working for the overlap.
   *
   * @throws {StepUpRequiredError} @throws {NotAllowedError} @throws {ApiKeyNotFoundError}
   */
  async rotate(
    vault: MemberVault,
    id: ApiKeyId,
    overlapHours: number = DEFAULT_OVERLAP_HOURS,
  ): Promise<IssuedProgramKey> {
    const old = await this.keys.find(vault, id);
    if (old === undefined) throw new ApiKeyNotFoundError(id);
    const scopes = knownScopes(old.scopes);
    await this.#assertMayHave(vault.ownerId, scopes);
    await this.#makeRoom(vault);
    const request = toKeyRequest({ name: old.name, scopes }, this.#expiryAfter(old));
    const issued = await this.keys.rotate(vault, id, request, overlapHours * HOUR);
    if (issued === undefined) throw new ApiKeyNotFoundError(id);
    if (overlapHours === 0) this.vaults.lock(id);
    await this.#record(AuditAction.apiKeyRotated, vault.ownerId, issued.id);
    return issued;
  }

  /** Ends a key and whatever runs under it. @throws {ApiKeyNotFoundError} */
  async revoke(ownerId: UserId, id: ApiKeyId): Promise<void> {
    if (!(await this.keys.end(ownerId, id))) throw new ApiKeyNotFoundError(id);
    this.vaults.lock(id);
    await this.#record(AuditAction.apiKeyRevoked, ownerId, id);
  }

  /** Follows whatever changes who may come in. @returns How many there were. */
  async revokeAll(ownerId: UserId): Promise<number> {
    const ended = await this.keys.endAll(ownerId);
    for (const id of ended) this.vaults.lock(id);
    for (const id of ended) await this.#record(AuditAction.apiKeyRevoked, ownerId, id);
    return ended.length;
  }

  async #assertMayHave(ownerId: UserId, scopes: readonly ApiKeyScope[]): Promise<void> {
    const role: Role | undefined = (await this.accounts.find(ownerId))?.role;
    if (role === undefined || role === 'viewer') throw new NotAllowedError();
    if (scopes.includes('admin') && !mayManageFamily(role)) throw new NotAllowedError();
  }

  #expiry({ expiresAt, neverExpires = false }: ApiKeyRequest): Date | null {
    // Both or neither: a form that sends an empty date must not make a key for ever.
    if (neverExpires !== (expiresAt === null)) throw new ApiKeyExpiryError(MOST_DAYS);
    if (expiresAt === null) return null;
    const now = this.clock.now().getTime();
    if (expiresAt === undefined) return new Date(now + DEFAULT_DAYS * DAY);
    const span = expiresAt.getTime() - now;
    if (!(span > 0 && span <= MOST_DAYS * DAY)) throw new ApiKeyExpiryError(MOST_DAYS);
    return expiresAt;
  }

  #expiryAfter({ createdAt, expiresAt }: ProgramKey): Date | null {
    if (expiresAt === null) return null;
    const span = Math.min(expiresAt.getTime() - createdAt.getTime(), MOST_DAYS * DAY);
    return new Date(this.clock.now().getTime() + span);
  }

  async #makeRoom(vault: MemberVault): Promise<void> {
    const keys = await this.keys.list(vault);
    for (const { id } of keys.filter((key) => this.#isLongOver(key))) await this.keys.end(vault.ownerId, id);
    if (keys.filter((key) => !this.#isLongOver(key)).length >= MOST_KEYS) throw new TooManyApiKeysError(MOST_KEYS);
  }

  #isLongOver({ expiresAt }: ProgramKey): boolean {
    return expiresAt !== null && expiresAt.getTime() + KEEP_ENDED <= this.clock.now().getTime();
  }

  async #record(action: AuditAction, actorId: UserId, thingId: ApiKeyId): Promise<void> {
    await this.journal.record({ action, actorId, thingId, result: 'ok' });
  }
}

function toKeyRequest({ name, scopes }: Pick<ApiKeyRequest, 'name' | 'scopes'>, expiresAt: Date | null) {
  return { name, scopes, opensRing: opensRing(scopes), seals: scopes.includes('ingest'), expiresAt };
}
