import { RecordType } from '@hearthlore/crypto';
import type { OwnerTransactions } from '@hearthlore/database';
import { type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import { type MemberVault, type RecordChanges, RecordSetNotFoundError, type RecordSets } from '@hearthlore/vault';
import { DedupeHashTaken, type DrizzleDocumentStore } from './adapters/drizzle-document-store.js';
import type { UploadAdmission } from './upload-admission.js';
import type { DocumentMeta, DocumentState, DocumentStatus, DocumentSummary, Passage } from './document.js';
import type { DocumentEvents } from './document-events.js';
import { decodeMeta, decodePassage, encodeMeta, encodePassage } from './document-records.js';
import { DocumentDuplicateError, DocumentNotFoundError } from './documents.errors.js';

export interface NewDocument {
  /** A fresh one where it is absent. */
  readonly id?: DocumentId;
  readonly meta: DocumentMeta;
  readonly dedupeHash: Uint8Array;
  /** Now, where it is absent. */
  readonly createdAt?: Date;
  readonly expiresAt: Date | null;
}

/** What a reading stores besides the name that its owner knows the document by. */
const CONTENT = [RecordType.text, RecordType.vectorPack, RecordType.lexicalPack];

/** Readable states: the rest has no passages that anybody should meet. */
const READABLE: readonly DocumentState[] = ['reading', 'indexing', 'ready'];
const isReadable = ({ state }: DocumentStatus): boolean => READABLE.includes(state);

/** What a member has: documents, their sealed metadata and passages. */
export class DocumentsService {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly store: DrizzleDocumentStore,
    private readonly recordSets: RecordSets,
    private readonly events: Pick<DocumentEvents, 'publish'>,
    private readonly admission: UploadAdmission = { assertUpload: () => Promise.resolve() },
  ) {}

  /**
   * Makes an empty document. An interrupted reading of the same file, or one past its expiry, makes room for it.
   *
   * @throws {DocumentDuplicateError} naming the document that has these bytes.
   * @throws what the admission throws where there is no room for one more.
   */
  async create(vault: MemberVault, document: NewDocument): Promise<DocumentId> {
    const first = await this.store.findByDedupeHash(vault.ownerId, document.dedupeHash);
    if (first !== undefined) await this.#makeRoom(vault.ownerId, first);
    for (const ended of await this.store.findInterrupted(vault.ownerId, document.dedupeHash)) {
      await this.delete(vault.ownerId, ended);
    }
    const id = document.id ?? newId<DocumentId>();
    try {
      await this.transactions.run(vault.ownerId, async () => {
        await this.admission.assertUpload(vault.ownerId);
        await this.recordSets.create(vault, id, 'document', [metaRecord(document.meta)]);
        const { dedupeHash, createdAt, expiresAt } = document;
        await this.store.insert(vault.ownerId, { id, dedupeHash, expiresAt, ...(createdAt ? { createdAt } : {}) });
      });
    } catch (error) {
      // Two uploads of one file at once: the second one met the first one's row.
      const other =
        error instanceof DedupeHashTaken && (await this.store.findByDedupeHash(vault.ownerId, document.dedupeHash));
      if (other) throw new DocumentDuplicateError(other.id);
      throw error;
    }
    return id;
  }

  /** @throws {DocumentNotFoundError} */
  async get(vault: MemberVault, id: DocumentId): Promise<DocumentSummary> {
    const status = await this.store.find(vault.ownerId, id);
    const meta = status && (await this.recordSets.readAcross(vault, [id], RecordType.meta)).get(id)?.get(0);
    if (status === undefined || meta === undefined) throw new DocumentNotFoundError(id);
    return { ...decodeMeta(meta), ...status };
  }

  /** Newest first. */
  async list(vault: MemberVault): Promise<DocumentSummary[]> {
    const statuses = await this.store.list(vault.ownerId);
    const ids = statuses.map(({ id }) => id);
    const metas = await this.recordSets.readAcross(vault, ids, RecordType.meta);
    return statuses.flatMap((status) => {
      const meta = metas.get(status.id)?.get(0);
      return meta === undefined ? [] : [{ ...decodeMeta(meta), ...status }];
    });
  }

  /** Documents whose passages may be found: whole ones, and those being read right now. */
  async listReadable(ownerId: UserId): Promise<DocumentStatus[]> {
    return (await this.store.list(ownerId)).filter(isReadable);
  }

  /** @throws {DocumentNotFoundError} */
  async status(ownerId: UserId, id: DocumentId): Promise<DocumentStatus> {
    const status = await this.store.find(ownerId, id);
    if (status === undefined) throw new DocumentNotFoundError(id);
    return status;
  }

  /**
   * @param indexes All of them unless some are named; unknown ones are left out.
   * @returns In reading order; nothing for a document that failed or was interrupted.
   * @throws {DocumentNotFoundError}
   */
  async passages(vault: MemberVault, id: DocumentId, indexes?: readonly number[]): Promise<Passage[]> {
    if (!isReadable(await this.status(vault.ownerId, id))) return [];
    const records =
      indexes === undefined
        ? (await this.recordSets.readAcross(vault, [id], RecordType.text)).get(id)
        : await this.recordSets.read(vault, id, RecordType.text, indexes).catch(asNotFound(id));
    return [...(records ?? [])].map(([index, record]) => decodePassage(index, record));
  }

  /**
   * Title and passages of several documents at once, for search: a document that is gone, or not readable, is left out.
   *
   * @param wanted Passage indexes by document, or `all` of them.
   */
  async readMany(
    vault: MemberVault,
    wanted: ReadonlyMap<DocumentId, readonly number[] | 'all'>,
  ): Promise<ReadonlyMap<DocumentId, { readonly title: string; readonly passages: readonly Passage[] }>> {
    const whole = [...wanted].flatMap(([id, indexes]) => (indexes === 'all' ? [id] : []));
    const parts = [...wanted].flatMap(([id, indexes]) => (indexes === 'all' ? [] : ([[id, indexes]] as const)));
    // One transaction and no waiting in between: search is asked this with every question.
    const [statuses, metas, wholes, pieces] = await this.transactions.run(vault.ownerId, () =>
      Promise.all([
        this.store.findMany(vault.ownerId, [...wanted.keys()]),
        this.recordSets.readAcross(vault, [...wanted.keys()], RecordType.meta),
        this.recordSets.readAcross(vault, whole, RecordType.text),
        this.recordSets.readAt(vault, new Map(parts), RecordType.text),
      ]),
    );
    const found = new Map<DocumentId, { title: string; passages: Passage[] }>();
    for (const { id } of statuses.filter(isReadable)) {
      const meta = metas.get(id)?.get(0);
      if (meta === undefined) continue;
      const records = wholes.get(id) ?? pieces.get(id) ?? [];
      found.set(id, {
        title: decodeMeta(meta).title,
        passages: Array.from(records, ([index, record]) => decodePassage(index, record)),
      });
    }
    return found;
  }

  /** @throws {DocumentNotFoundError} when it was deleted in the meantime. */
  async addPassages(vault: MemberVault, id: DocumentId, passages: readonly Passage[]): Promise<void> {
    const put = passages.map((passage) => ({
      type: RecordType.text,
      index: passage.index,
      plaintext: encodePassage(passage),
    }));
    await this.#write(vault, id, { put });
  }

  /** @throws {DocumentNotFoundError} */
  async updateMeta(vault: MemberVault, id: DocumentId, change: Partial<DocumentMeta>): Promise<void> {
    await this.recordSets
      .rewrite(vault, id, { type: RecordType.meta, index: 0 }, (record) =>
        encodeMeta({ ...decodeMeta(record), ...change }),
      )
      .catch(asNotFound(id));
  }

  /** Changes what its owner may change; `undefined` leaves a thing as it is. @throws {DocumentNotFoundError} */
  async update(
    vault: MemberVault,
    id: DocumentId,
    change: {
      readonly title?: string | undefined;
      readonly expiresAt?: Date | null | undefined;
      /** Whether no rule and no date may take it. */
      readonly isHeld?: boolean | undefined;
    },
  ): Promise<void> {
    await this.transactions.run(vault.ownerId, async () => {
      await this.status(vault.ownerId, id);
      if (change.title !== undefined) await this.updateMeta(vault, id, { title: change.title });
      if (change.expiresAt !== undefined) await this.store.update(vault.ownerId, id, { expiresAt: change.expiresAt });
      if (change.isHeld !== undefined) await this.store.setHeld(vault.ownerId, id, change.isHeld);
    });
  }

  /** Notes how far reading has come, and tells the member's open pages. @throws {DocumentNotFoundError} */
  async setProgress(ownerId: UserId, id: DocumentId, state: DocumentState, progress: number): Promise<void> {
    if (!(await this.store.update(ownerId, id, { state, progress }))) throw new DocumentNotFoundError(id);
    const type = state === 'ready' ? 'document.ready' : 'document.progress';
    this.events.publish(ownerId, { type, documentId: id, state, progress, error: null });
  }

  /** Ends a reading that cannot go on. Its passages are removed; its name stays, so that the member sees which it was. */
  async fail(vault: MemberVault, id: DocumentId, state: 'failed' | 'interrupted', error: string | null): Promise<void> {
    await this.transactions.run(vault.ownerId, async () => {
      await this.#write(vault, id, { removeTypes: CONTENT });
      await this.store.update(vault.ownerId, id, { state, error, progress: 0 });
    });
    this.events.publish(vault.ownerId, { type: 'document.failed', documentId: id, state, progress: 0, error });
  }

  /** Notes that a reading ended with its keys: what it stored so far is shown to nobody. */
  async interrupt(ownerId: UserId, id: DocumentId): Promise<void> {
    await this.store.update(ownerId, id, { state: 'interrupted', progress: 0 });
    this.events.publish(ownerId, {
      type: 'document.failed',
      documentId: id,
      state: 'interrupted',
      progress: 0,
      error: null,
    });
  }

  /** Removes text, vectors and word lists, and with the set's salt the way to their keys. @returns Whether it was there. */
  async delete(ownerId: UserId, id: DocumentId): Promise<boolean> {
    const wasThere = (await this.store.find(ownerId, id)) !== undefined && (await this.recordSets.delete(ownerId, id));
    if (wasThere) {
      this.events.publish(ownerId, {
        type: 'document.deleted',
        documentId: id,
        state: 'deleted',
        progress: 0,
        error: null,
      });
    }
    return wasThere;
  }

  /** @throws {DocumentDuplicateError} where the document counts. */
  async #makeRoom(ownerId: UserId, { id, state }: DocumentStatus): Promise<void> {
    // Past its date it is there for nobody, though the purge has not come by yet.
    const isThere = (await this.store.find(ownerId, id)) !== undefined;
    if (isThere && state !== 'interrupted') throw new DocumentDuplicateError(id);
    if (isThere) await this.delete(ownerId, id);
    else await this.recordSets.delete(ownerId, id);
  }

  async #write(vault: MemberVault, id: DocumentId, changes: RecordChanges): Promise<void> {
    await this.recordSets.write(vault, id, changes).catch(asNotFound(id));
  }
}

function metaRecord(meta: DocumentMeta) {
  return { type: RecordType.meta, index: 0, plaintext: encodeMeta(meta) };
}

/** A record set that is gone is a document that was deleted meanwhile. */
function asNotFound(id: DocumentId): (error: unknown) => never {
  return (error) => {
    throw error instanceof RecordSetNotFoundError ? new DocumentNotFoundError(id) : error;
  };
}
