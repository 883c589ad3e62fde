import { Injectable } from '@nestjs/common';
import { RecordType } from '@hearthlore/crypto';
import type { DocumentId } from '@hearthlore/kernel';
import { type MemberVault, RecordSets } from '@hearthlore/vault';
import { type PackChanges, type PackKind, PackStore } from '../ports/pack-store.port.js';

const TYPES = { lexical: RecordType.lexicalPack, vector: RecordType.vectorPack } as const satisfies Record<
  PackKind,
  RecordType
>;

/** Packs as records of the document's own set: sealed under its key, counted by its manifest, deleted with it. */
@Injectable()
export class RecordSetPackStore extends PackStore {
  constructor(private readonly sets: RecordSets) {
    super();
  }

  override async read(
    vault: MemberVault,
    documentIds: readonly DocumentId[],
    kind: PackKind,
  ): Promise<ReadonlyMap<DocumentId, readonly Uint8Array[]>> {
    const records = await this.sets.readAcross(vault, documentIds, TYPES[kind]);
    return new Map(documentIds.map((id) => [id, [...(records.get(id)?.values() ?? [])]]));
  }

  override async write(vault: MemberVault, documentId: DocumentId, changes: PackChanges): Promise<void> {
    await this.sets.write(vault, documentId, {
      put: (changes.put ?? []).map(({ kind, index, plaintext }) => ({ type: TYPES[kind], index, plaintext })),
      remove: (changes.remove ?? []).map(({ kind, index }) => ({ type: TYPES[kind], index })),
    });
  }
}
