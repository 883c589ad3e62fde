import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import { type MemberVault, RecordsTamperedError } from '@hearthlore/vault';
import { decodeLexicalPack } from '../packs/lexical-pack.js';
import { PackDamagedError } from '../packs/pack.errors.js';
import { decodeVectorPack } from '../packs/vector-pack.js';
import { DocumentReader } from '../ports/document-reader.port.js';
import { PackStore } from '../ports/pack-store.port.js';
import { IndexBusyError } from './index.errors.js';
import { MemberIndex } from './member-index.js';
import { RetrievalOptions } from '../retrieval.options.js';

/** Documents whose packs are read together: few queries, and little plaintext beside the index itself. */
const DOCUMENTS_AT_ONCE = 32;

/** A member's index while it is in RAM. */
export interface OpenIndex {
  readonly index: MemberIndex;
  /** Settles when everything stored is in the index. */
  readonly loaded: Promise<void>;
  /** Whether it has settled. */
  readonly isLoaded: boolean;
  /** Documents whose packs were changed by somebody else than us, or cannot be read: they are not searched. */
  readonly damaged: ReadonlySet<DocumentId>;
}

interface Entry extends OpenIndex {
  readonly ownerId: UserId;
  loaded: Promise<void>;
  isLoaded: boolean;
  readonly damaged: Set<DocumentId>;
  /** Deleted while the index was being loaded. */
  readonly forgotten: Set<DocumentId>;
  readonly holders: Set<AbortSignal>;
}

/**
 * The indexes of the members who are signed in. One is loaded at the first use after unlock and dropped when the last
 * vault of its owner locks, when it is evicted for somebody else's, or by `evict`.
 */
@Injectable()
export class MemberIndexes {
  readonly #logger = new Logger(MemberIndexes.name);
  /** Least recently used first. */
  readonly #entries = new Map<UserId, Entry>();

  constructor(
    private readonly documents: DocumentReader,
    private readonly packs: PackStore,
    private readonly options: RetrievalOptions,
  ) {}

  /** Members whose index is in RAM. */
  get members(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return [...this.#entries.values()].reduce((sum, { index }) => sum + index.bytes, 0);
  }

  /**
   * @returns The member's index, which may still be loading. Concurrent callers share one load.
   * @throws {VaultLockedError} if the vault is locked.
   */
  open(vault: MemberVault): OpenIndex {
    vault.signal.throwIfAborted();
    const entry = this.#entries.get(vault.ownerId) ?? this.#start(vault);
    this.#entries.delete(entry.ownerId);
    this.#entries.set(entry.ownerId, entry);
    this.#hold(entry, vault.signal);
    return entry;
  }

  /** @returns The member's index, loaded if that takes no longer than the patience of the installation. */
  async openPatiently(vault: MemberVault): Promise<OpenIndex> {
    const open = this.open(vault);
    const patience = new AbortController();
    const waited = setTimeout(this.options.loadPatience, undefined, { signal: patience.signal });
    try {
      await Promise.race([open.loaded, waited]);
    } finally {
      patience.abort();
      waited.catch(() => undefined);
    }
    return open;
  }

  /** @returns The member's whole index. @throws {IndexBusyError} if it does not fit into memory. */
  async openLoaded(vault: MemberVault): Promise<MemberIndex> {
    const { index, loaded } = this.open(vault);
    await loaded;
    vault.signal.throwIfAborted();
    return index;
  }

  /** Takes a document out of the owner's index, if that is in RAM, and keeps a load in progress from putting it in. */
  forget(ownerId: UserId, documentId: DocumentId): void {
    const entry = this.#entries.get(ownerId);
    if (entry === undefined) return;
    if (!entry.isLoaded) entry.forgotten.add(documentId);
    entry.index.remove(documentId);
    entry.damaged.delete(documentId);
  }

  /** Drops the owner's index from RAM; the next use loads it anew. */
  evict(ownerId: UserId): void {
    this.#entries.delete(ownerId);
  }

  /**
   * Says that packs were written and put into `index`. Where that was evicted and a new one is being loaded meanwhile,
   * nobody knows whether the load saw them: it is dropped, and the next use loads everything.
   * @throws {IndexBusyError} as `makeRoom`.
   */
  noteGrowth(ownerId: UserId, index: MemberIndex): void {
    if (this.#entries.get(ownerId)?.index === index) this.makeRoom(ownerId);
    else this.evict(ownerId);
  }

  /**
   * Keeps all indexes together within their budget: call it after one has grown.
   * @throws {IndexBusyError} if this member's alone is beyond it. It is dropped then.
   */
  makeRoom(ownerId: UserId): void {
    // A Map may be deleted from while it is walked.
    for (const other of this.#entries.keys()) {
      if (this.bytes <= this.options.indexBytes) return;
      if (other !== ownerId) this.#entries.delete(other);
    }
    if (this.bytes <= this.options.indexBytes) return;
    this.#entries.delete(ownerId);
    throw new IndexBusyError();
  }

  #start(vault: MemberVault): Entry {
    const entry: Entry = {
      ownerId: vault.ownerId,
      index: new MemberIndex(),
      loaded: Promise.resolve(),
      isLoaded: false,
      damaged: new Set(),
      forgotten: new Set(),
      holders: new Set(),
    };
    this.#entries.set(entry.ownerId, entry);
    entry.loaded = this.#load(entry, vault).catch((error: unknown) => {
      // A half-loaded index would hide documents for good: the next use begins again.
      if (this.#entries.get(entry.ownerId) === entry) this.#entries.delete(entry.ownerId);
      throw error;
    });
    // Whoever waits for the load gets its error; that nobody waits must not end the process.
    entry.loaded.catch(() => undefined);
    return entry;
  }

  #hold(entry: Entry, signal: AbortSignal): void {
    if (entry.holders.has(signal)) return;
    entry.holders.add(signal);
    signal.addEventListener(
      'abort',
      () => {
        entry.holders.delete(signal);
        if (entry.holders.size === 0 && this.#entries.get(entry.ownerId) === entry) this.#entries.delete(entry.ownerId);
      },
      { once: true },
    );
  }

  async #load(entry: Entry, vault: MemberVault): Promise<void> {
    const documentIds = await this.documents.list(vault);
    for (let at = 0; at < documentIds.length; at += DOCUMENTS_AT_ONCE) {
      vault.signal.throwIfAborted();
      await this.#loadDocuments(entry, vault, documentIds.slice(at, at + DOCUMENTS_AT_ONCE));
      if (this.#entries.get(entry.ownerId) === entry) this.makeRoom(entry.ownerId);
    }
    entry.isLoaded = true;
    entry.forgotten.clear();
  }

  /** One document's damage must not hide the others: where a group cannot be read, its documents are read one by one. */
  async #loadDocuments(entry: Entry, vault: MemberVault, documentIds: readonly DocumentId[]): Promise<void> {
    try {
      const lexical = await this.packs.read(vault, documentIds, 'lexical');
      const vectors = this.options.keepsVectors ? await this.packs.read(vault, documentIds, 'vector') : undefined;
      for (const id of documentIds) this.#extend(entry, id, lexical.get(id) ?? [], vectors?.get(id) ?? []);
    } catch (error) {
      if (!(error instanceof PackDamagedError || error instanceof RecordsTamperedError)) throw error;
      const [documentId, ...others] = documentIds;
      if (documentId === undefined) return;
      if (others.length > 0) {
        for (const id of documentIds) await this.#loadDocuments(entry, vault, [id]);
        return;
      }
      entry.damaged.add(documentId);
      this.#logger.error('search index of a document is damaged', { documentId, code: error.code });
    }
  }

  #extend(entry: Entry, id: DocumentId, lexical: readonly Uint8Array[], vectors: readonly Uint8Array[]): void {
    if (entry.forgotten.has(id) || entry.index.has(id)) return;
    const words = lexical.map(decodeLexicalPack);
    const meaning = vectors.map(decodeVectorPack);
    const packs = entry.index.packsOf(id);
    for (const pack of words) {
      entry.index.lexical.add(id, pack);
      packs.noteLexical(pack);
    }
    for (const pack of meaning) {
      if (pack.modelId === this.options.modelId()) entry.index.addVectors(id, pack);
      packs.noteVectors(pack);
    }
  }
}
