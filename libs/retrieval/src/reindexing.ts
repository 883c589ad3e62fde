import type { DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Injectable } from '@nestjs/common';
import { IndexingService } from './indexing.service.js';
import { DocumentReader } from './ports/document-reader.port.js';
import { PackStore } from './ports/pack-store.port.js';

/** Passages indexed together. */
const BATCH = 48;

/** Makes what search knows of a document anew out of its stored passages. Cut short anywhere, doing it again mends it. */
@Injectable()
export class Reindexing {
  constructor(
    private readonly documents: DocumentReader,
    private readonly packs: PackStore,
    private readonly indexing: IndexingService,
  ) {}

  /**
   * @param show Told how far it is, 0 to 1.
   * @returns How many passages there are; none of a document that is gone.
   */
  async run(
    vault: MemberVault,
    id: DocumentId,
    signal: AbortSignal,
    show: (share: number) => Promise<void>,
  ): Promise<number> {
    const found = (await this.documents.read(vault, new Map([[id, 'all']]))).get(id);
    if (found === undefined) return 0;
    await this.indexing.forget(vault.ownerId, id);
    await this.#removePacks(vault, id);
    const document = { id, title: found.title };
    const { passages } = found;
    for (let at = 0; at < passages.length; at += BATCH) {
      signal.throwIfAborted();
      await this.indexing.indexLexical(vault, document, passages.slice(at, at + BATCH));
      await show((at / passages.length) * 0.3);
    }
    await this.indexing.indexPassageVectors(vault, document, passages, signal);
    await show(0.6);
    await this.indexing.indexWindows(vault, document, passages, signal);
    return passages.length;
  }

  async #removePacks(vault: MemberVault, id: DocumentId): Promise<void> {
    for (const kind of ['lexical', 'vector'] as const) {
      const packs = (await this.packs.read(vault, [id], kind)).get(id) ?? [];
      if (packs.length > 0) await this.packs.write(vault, id, { remove: packs.map((_, index) => ({ kind, index })) });
    }
  }
}
