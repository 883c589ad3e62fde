import type { DocumentId } from '@hearthlore/kernel';
import { type MemberVault, RecordsTamperedError } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import { PackStore } from '../ports/pack-store.port.js';
import { PackDamagedError } from './pack.errors.js';
import { decodeVectorPack, type VectorPack } from './vector-pack.js';

/** A document and, where that is known, how many vectors it has. */
export interface SizedDocument {
  readonly id: DocumentId;
  readonly vectors?: number;
}

/** Documents and vectors that are read together: 3 MB at 384 dimensions, unless one document alone has more. */
const DOCUMENTS_AT_ONCE = 128;
const VECTORS_AT_ONCE = 8_192;
/** What a document counts as whose size is not known. */
const UNKNOWN_VECTORS = 1_024;

/** Opens the sealed vectors of documents, a few documents at a time however many there are. */
export class VectorPackReading {
  readonly #logger = new Logger(VectorPackReading.name);

  constructor(private readonly packs: PackStore) {}

  /** @throws {RecordsTamperedError} @throws {PackDamagedError} */
  async readOne(vault: MemberVault, documentId: DocumentId): Promise<VectorPack[]> {
    const packs = await this.packs.read(vault, [documentId], 'vector');
    return (packs.get(documentId) ?? []).map(decodeVectorPack);
  }

  /** Leaves out a document whose packs were changed or cannot be read: its damage must not hide the others. */
  async *readMany(
    vault: MemberVault,
    documents: readonly SizedDocument[],
  ): AsyncGenerator<{ readonly id: DocumentId; readonly packs: readonly VectorPack[] }> {
    for (const group of groupsOf(documents)) {
      vault.signal.throwIfAborted();
      for (const [id, packs] of await this.#readGroup(vault, group)) yield { id, packs };
    }
  }

  async #readGroup(
    vault: MemberVault,
    documentIds: readonly DocumentId[],
  ): Promise<(readonly [DocumentId, VectorPack[]])[]> {
    try {
      const packs = await this.packs.read(vault, documentIds, 'vector');
      return documentIds.map((id) => [id, (packs.get(id) ?? []).map(decodeVectorPack)] as const);
    } catch (error) {
      if (!(error instanceof PackDamagedError || error instanceof RecordsTamperedError)) throw error;
      const [documentId, ...others] = documentIds;
      if (documentId !== undefined && others.length === 0) {
        this.#logger.error('vectors of a document are damaged', { documentId, code: error.code });
        return [];
      }
      const parts: (readonly [DocumentId, VectorPack[]])[] = [];
      for (const id of documentIds) parts.push(...(await this.#readGroup(vault, [id])));
      return parts;
    }
  }
}

function* groupsOf(documents: readonly SizedDocument[]): Generator<DocumentId[]> {
  let group: DocumentId[] = [];
  let size = 0;
  for (const { id, vectors = UNKNOWN_VECTORS } of documents) {
    if (group.length === DOCUMENTS_AT_ONCE || (group.length > 0 && size + vectors > VECTORS_AT_ONCE)) {
      yield group;
      [group, size] = [[], 0];
    }
    group.push(id);
    size += vectors;
  }
  if (group.length > 0) yield group;
}
