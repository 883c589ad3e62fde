import {
  equalSecrets,
  formatApiKey,
  KeySlot,
  newApiKeyToken,
  newKey,
  parseApiKey,
  publicHalf,
  recipientTag,
  tokenVerifier,
  tokenWrappingSecret,
  unwrapKey,
  wipe,
  wrapKey,
} from '@hearthlore/crypto';
import { type ApiKeyId, type Clock, newId, type UserId } from '@hearthlore/kernel';
import type { AuthBundle } from '../install/install-bundles.js';
import type { ApiKeyStore, LocatedApiKey, NewApiKey, StoredApiKey } from '../ports/api-key-store.port.js';
import { openLabel, sealLabel } from '../unlocking/labels.js';
import { type MemberVault, ringKeyOf, userRootKeyOf } from '../unlocking/member-vault.js';
import type { SelfRecords } from '../unlocking/self-records.js';
import { RecordsTamperedError } from '../vault.errors.js';

const HOUR = 3_600_000;

export interface ProgramKeyRequest {
  /** What the member's list calls the program. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** Whether it may read: then it wraps the ring key. Else it opens nothing. */
  readonly opensRing: boolean;
  /** Whether it seals what it brings to the member's public key. */
  readonly seals: boolean;
  readonly expiresAt: Date | null;
}

export interface IssuedProgramKey {
  readonly id: ApiKeyId;
  /** The whole key as the program shows it: told once, stored nowhere. */
  readonly key: string;
}

/** A key as its owner's list has it. */
export interface ProgramKey
  extends Pick<
    StoredApiKey,
    'id' | 'keyId' | 'scopes' | 'lastFour' | 'replaces' | 'lastUsedAt' | 'expiresAt' | 'createdAt'
  > {
  /** Empty where what is stored is not this key's: its owner has to see the key all the same, to end it. */
  readonly name: string;
}

/** A program that has shown a key which is right and stands. */
export interface RecognizedProgram {
  readonly id: ApiKeyId;
  readonly ownerId: UserId;
  readonly scopes: readonly string[];
  /** Whether {@link ProgramKeys.openRingKey} has something to open. */
  readonly opensRing: boolean;
  /**
   * Whether the member had this public key when the key was made. One that was put in its place in the database would
   * have everything sealed to somebody else.
   */
  readonly isRecipient: (publicKey: Uint8Array) => boolean;
}

/** Keeps the secret and the row between recognition and opening; the two must belong together. */
const opening = new WeakMap<RecognizedProgram, { readonly secret: Uint8Array; readonly located: LocatedApiKey }>();

/**
 * Keys of programs. What reads wraps the ring key under the program's secret and the installation's token key: the
 * database opens nothing without the one, and nothing without the other. The user root key is never wrapped here: no
 * such key leads to factors, names of devices or the private key. [Note: Keys of programs]
 */
export class ProgramKeys {
  /** Compared with where there is no such key, so that the answer takes as long. */
  readonly #nobody = newKey();

  constructor(
    private readonly store: ApiKeyStore,
    private readonly self: Pick<SelfRecords, 'privateKey'>,
    private readonly auth: AuthBundle,
    private readonly clock: Clock,
  ) {}

  /** @throws {StepUpRequiredError} unless the member has just proved to be there. */
  async issue(vault: MemberVault, request: ProgramKeyRequest): Promise<IssuedProgramKey> {
    const { stored, key } = await this.#make(vault, request, null);
    await this.store.insert(stored);
    return { id: stored.id, key };
  }

  /**
   * Issues a key in the place of another one, which ends after `overlap` milliseconds, or at once.
   *
   * @returns `undefined` where this member has no such key.
   * @throws {StepUpRequiredError} unless the member has just proved to be there.
   */
  async rotate(
    vault: MemberVault,
    replaced: ApiKeyId,
    request: ProgramKeyRequest,
    overlap: number,
  ): Promise<IssuedProgramKey | undefined> {
    const { stored, key } = await this.#make(vault, request, replaced);
    const end = new Date(this.clock.now().getTime() + overlap);
    if (!(await this.store.replace({ ...stored, replaces: replaced }, end))) return undefined;
    if (overlap === 0) await this.store.delete(vault.ownerId, replaced);
    return { id: stored.id, key };
  }

  /** Oldest first. */
  async list(vault: MemberVault): Promise<ProgramKey[]> {
    return (await this.store.list(vault.ownerId)).map((stored) => toProgramKey(vault, stored));
  }

  async find(vault: MemberVault, id: ApiKeyId): Promise<ProgramKey | undefined> {
    const stored = await this.store.find(vault.ownerId, id);
    return stored && toProgramKey(vault, stored);
  }

  /** @returns Whether this member had such a key. */
  end(ownerId: UserId, id: ApiKeyId): Promise<boolean> {
    return this.store.delete(ownerId, id);
  }

  /** @returns Which ones. */
  endAll(ownerId: UserId): Promise<ApiKeyId[]> {
    return this.store.deleteAll(ownerId);
  }

  /**
   * Looks the key up, on every request anew: one that was ended a moment ago is worth nothing.
   *
   * @param text What the program showed. A malformed key costs no look into the database.
   * @returns `undefined` for a key that is unknown, wrong, expired, or of a member who may not come in.
   */
  async recognize(text: string): Promise<RecognizedProgram | undefined> {
    const token = parseApiKey(text);
    if (token === undefined) return undefined;
    const located = await this.store.locate(token.keyId);
    const verifier = tokenVerifier(this.auth.tokenKey, 'api', token.secret);
    if (!equalSecrets(verifier, located?.verifier ?? this.#nobody) || located === undefined) return undefined;
    const { id, ownerId, scopes, wrapped } = located;
    const isRecipient = (publicKey: Uint8Array): boolean =>
      located.recipientTag !== null &&
      equalSecrets(recipientTag(this.auth.tokenKey, token.secret, publicKey), located.recipientTag);
    const program = { id, ownerId, scopes, opensRing: wrapped !== null, isRecipient };
    opening.set(program, { secret: token.secret, located });
    return program;
  }

  /**
   * @param program As {@link recognize} gave it.
   * @returns A copy that the caller wipes.
   * @throws {UnreadableCiphertextError} where the stored wrap is not this key's.
   */
  openRingKey(program: RecognizedProgram): Uint8Array {
    const { secret, located } = opening.get(program) ?? {};
    if (secret === undefined || located?.wrapped == null) throw new TypeError('this key opens no ring');
    const wrappingSecret = tokenWrappingSecret(this.auth.tokenKey, KeySlot.apiKey, secret);
    try {
      return unwrapKey(located.wrapped, wrappingSecret, context(located.ownerId, located.id));
    } finally {
      wipe(wrappingSecret);
    }
  }

  /** To the hour: when a program came last, not what it did. */
  async noteUse(program: RecognizedProgram): Promise<void> {
    const now = this.clock.now().getTime();
    await this.store.noteUse(program.ownerId, program.id, new Date(now - (now % HOUR)));
  }

  async #make(
    vault: MemberVault,
    request: ProgramKeyRequest,
    replaces: ApiKeyId | null,
  ): Promise<{ stored: NewApiKey; key: string }> {
    // Asked for here too, where the ring key is taken: a route without its guard must not give it away.
    userRootKeyOf(vault, this.clock.now());
    const publicKey = request.seals ? await this.#publicKeyOf(vault) : undefined;
    const id = newId<ApiKeyId>();
    const token = newApiKeyToken();
    const key = formatApiKey(token);
    const wrappingSecret = tokenWrappingSecret(this.auth.tokenKey, KeySlot.apiKey, token.secret);
    const stored = {
      id,
      ownerId: vault.ownerId,
      keyId: token.keyId,
      verifier: tokenVerifier(this.auth.tokenKey, 'api', token.secret),
      wrapped: request.opensRing ? wrapKey(ringKeyOf(vault), wrappingSecret, context(vault.ownerId, id)) : null,
      sealedName: sealLabel(vault, id, request.name),
      scopes: request.scopes,
      lastFour: key.slice(-4),
      recipientTag: publicKey ? recipientTag(this.auth.tokenKey, token.secret, publicKey) : null,
      replaces,
      expiresAt: request.expiresAt,
      createdAt: this.clock.now(),
    };
    wipe(token.secret, wrappingSecret);
    return { stored, key };
  }

  /** From the private key: what the database says is not asked. */
  async #publicKeyOf(vault: MemberVault): Promise<Uint8Array> {
    const privateKey = await this.self.privateKey(vault);
    try {
      return publicHalf(privateKey);
    } finally {
      wipe(privateKey);
    }
  }
}

function toProgramKey(vault: MemberVault, stored: StoredApiKey): ProgramKey {
  const { id, keyId, scopes, lastFour, replaces, lastUsedAt, expiresAt, createdAt, sealedName } = stored;
  return {
    id,
    keyId,
    name: nameOf(vault, id, sealedName),
    scopes,
    lastFour,
    replaces,
    lastUsedAt,
    expiresAt,
    createdAt,
  };
}

function nameOf(vault: MemberVault, id: ApiKeyId, sealedName: Uint8Array): string {
  try {
    return openLabel(vault, id, sealedName);
  } catch (error) {
    if (error instanceof RecordsTamperedError) return '';
    throw error;
  }
}

function context(ownerId: UserId, id: ApiKeyId) {
  return { slot: KeySlot.apiKey, subject: ownerId, slotId: id, stretching: 0, masterVersion: 1, keyVersion: 1 };
}
