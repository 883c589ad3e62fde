import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DocumentId } from '@hearthlore/kernel';
import { type PackChanges, type PackKind, PackStore } from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';

/** Packs in files, so that what the process has in memory is not the packs. */
export class FilePackStore extends PackStore {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hearthlore-packs-'));
  readonly #counts = new Map<string, number>();

  override async read(
    _: MemberVault,
    documentIds: readonly DocumentId[],
    kind: PackKind,
  ): Promise<ReadonlyMap<DocumentId, readonly Uint8Array[]>> {
    return new Map(
      documentIds.map((id) => {
        const count = this.#counts.get(`${id}.${kind}`) ?? 0;
        return [
          id,
          Array.from({ length: count }, (__, index) => new Uint8Array(readFileSync(this.#at(id, kind, index)))),
        ];
      }),
    );
  }

  override async write(_: MemberVault, id: DocumentId, { put = [], remove = [] }: PackChanges): Promise<void> {
    for (const { kind, index } of remove) rmSync(this.#at(id, kind, index));
    for (const { kind, index, plaintext } of put) writeFileSync(this.#at(id, kind, index), plaintext);
    for (const { kind, index } of remove) this.#counts.set(`${id}.${kind}`, index);
    for (const { kind, index } of put)
      this.#counts.set(`${id}.${kind}`, Math.max(index + 1, this.#counts.get(`${id}.${kind}`) ?? 0));
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #at(id: DocumentId, kind: PackKind, index: number): string {
    return join(this.#folder, `${id}.${kind}.${index}`);
  }
}
