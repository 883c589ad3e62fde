import { AuditAction, type AuditLog } from '@hearthlore/audit';
import { openBox, sealBox, UnreadableCiphertextError, wipe } from '@hearthlore/crypto';
import { type Clock, type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import { type MemberVault, RecordsTamperedError, type SelfRecords } from '@hearthlore/vault';
import type { DrizzleIngestBoxStore } from '../adapters/drizzle-ingest-box-store.js';
import { type BoxedDocument, decodeBoxed, encodeBoxed } from './boxed-document.js';
import { IngestBoxFullError } from './ingest-box.errors.js';

/** Whom something is sealed to, and how to tell that the stored public key is the member's own. */
export interface BoxRecipient {
  readonly ownerId: UserId;
  readonly isRecipient: (publicKey: Uint8Array) => boolean;
}

/** What may wait for one member. */
const MOST = { documents: 1000, bytes: 512 * 1024 * 1024 };
/** A box that does not open is kept this long for whoever looks into it, in milliseconds. */
const KEEP_SET_ASIDE = 30 * 86_400_000;

/**
 * Documents that came with a key that opens nothing. They are sealed to the member's public key at once and opened when
 * the member signs in: meanwhile neither the program nor the server can read them. [Note: Drop box]
 */
export class IngestBox {
  #onReceived: (ownerId: UserId) => void = () => undefined;

  constructor(
    private readonly store: DrizzleIngestBoxStore,
    private readonly self: Pick<SelfRecords, 'privateKey'>,
    private readonly audit: Pick<AuditLog, 'append'>,
    private readonly clock: Clock,
  ) {}

  /** Has `listener` told of every document that waits: its owner may be signed in at this moment. */
  whenReceived(listener: (ownerId: UserId) => void): void {
    this.#onReceived = listener;
  }

  /** @throws {IngestBoxFullError} to be asked before a file is read. */
  async assertRoom(ownerId: UserId): Promise<void> {
    const { documents, bytes } = await this.store.load(ownerId);
    if (documents >= MOST.documents || bytes >= MOST.bytes) throw new IngestBoxFullError(MOST);
  }

  /** @throws {RecordsTamperedError} where the stored public key is not the one that the sender's key was made for. */
  async put({ ownerId, isRecipient }: BoxRecipient, document: BoxedDocument): Promise<DocumentId> {
    const publicKey = await this.store.findPublicKey(ownerId);
    if (publicKey === undefined || !isRecipient(publicKey)) throw new RecordsTamperedError();
    const id = newId<DocumentId>();
    const plaintext = encodeBoxed(document);
    await this.store.insert(ownerId, id, await sealBox(publicKey, addressOf(ownerId, id), plaintext));
    wipe(plaintext);
    await this.#record(AuditAction.ingestReceived, ownerId, id, 'ok');
    this.#onReceived(ownerId);
    return id;
  }

  /** Oldest first. */
  async waiting(ownerId: UserId): Promise<DocumentId[]> {
    await this.store.deleteSetAside(ownerId, new Date(this.clock.now().getTime() - KEEP_SET_ASIDE));
    return this.store.listWaiting(ownerId);
  }

  /**
   * @param vault A member's own, not a program's.
   * @returns `undefined` for a box that is gone, or that was not sealed for this member and row: that one is set aside.
   */
  async open(vault: MemberVault, id: DocumentId): Promise<BoxedDocument | undefined> {
    const sealed = await this.store.find(vault.ownerId, id);
    if (sealed === undefined) return undefined;
    const document = await this.#open(vault, id, sealed);
    if (document === undefined) {
      await this.store.setAside(vault.ownerId, id, this.clock.now());
      await this.#record(AuditAction.ingestSetAside, vault.ownerId, id, 'refused');
    }
    return document;
  }

  /** Empties the box of this one together with what `finish` writes: both or neither. */
  finish(ownerId: UserId, id: DocumentId, finish: () => Promise<void> = async () => {}): Promise<void> {
    return this.store.deleteWith(ownerId, id, finish);
  }

  async #open(vault: MemberVault, id: DocumentId, sealed: Uint8Array): Promise<BoxedDocument | undefined> {
    const privateKey = await this.self.privateKey(vault);
    try {
      return decodeBoxed(await openBox(privateKey, addressOf(vault.ownerId, id), sealed));
    } catch (error) {
      if (error instanceof UnreadableCiphertextError) return undefined;
      throw error;
    } finally {
      wipe(privateKey);
    }
  }

  async #record(action: AuditAction, actorId: UserId, thingId: DocumentId, result: 'ok' | 'refused'): Promise<void> {
    await this.audit.append({ action, actorId, thingId, result });
  }
}

function addressOf(owner: UserId, item: DocumentId) {
  return { purpose: 'ingest', owner, item } as const;
}
