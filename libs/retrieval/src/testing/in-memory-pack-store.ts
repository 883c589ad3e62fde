import type { DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { type PackChanges, type PackKind, PackStore } from '../ports/pack-store.port.js';

/** Packs in clear, in a map. */
export class InMemoryPackStore extends PackStore {
  readonly #packs = new Map<string, Map<number, Uint8Array>>();

  override async read(
    vault: MemberVault,
    documentIds: readonly DocumentId[],
    kind: PackKind,
  ): Promise<ReadonlyMap<DocumentId, readonly Uint8Array[]>> {
    vault.signal.throwIfAborted();
    const inOrder = (id: DocumentId): Uint8Array[] =>
      [...this.#of(vault, id, kind)].sort(([a], [b]) => a - b).map(([, plaintext]) => plaintext.slice());
    return new Map(documentIds.map((id) => [id, inOrder(id)]));
  }

  override async write(vault: MemberVault, documentId: DocumentId, changes: PackChanges): Promise<void> {
    vault.signal.throwIfAborted();
    for (const { kind, index } of changes.remove ?? []) this.#of(vault, documentId, kind).delete(index);
    for (const { kind, index, plaintext } of changes.put ?? [])
      this.#of(vault, documentId, kind).set(index, plaintext.slice());
  }

  #of(vault: MemberVault, documentId: DocumentId, kind: PackKind): Map<number, Uint8Array> {
    const key = `${vault.ownerId} ${documentId} ${kind}`;
    const packs = this.#packs.get(key) ?? new Map<number, Uint8Array>();
    this.#packs.set(key, packs);
    return packs;
  }
}
