import { Injectable } from '@nestjs/common';
import type { DocumentId } from '@hearthlore/kernel';
import { DocumentNotFoundError, DocumentsService } from '@hearthlore/documents';
import type { MemberVault } from '@hearthlore/vault';
import { DocumentReader, type ReadDocument } from '../ports/document-reader.port.js';

/** Reads from the member's stored documents. */
@Injectable()
export class DocumentsReader extends DocumentReader {
  constructor(private readonly documents: DocumentsService) {
    super();
  }

  override async list(vault: MemberVault): Promise<DocumentId[]> {
    return (await this.documents.listReadable(vault.ownerId)).map(({ id }) => id);
  }

  override async read(
    vault: MemberVault,
    wanted: ReadonlyMap<DocumentId, readonly number[] | 'all'>,
  ): Promise<ReadonlyMap<DocumentId, ReadDocument>> {
    const found = new Map<DocumentId, ReadDocument>();
    await Promise.all(
      Array.from(wanted, async ([id, indexes]) => {
        const document = await this.#find(vault, id, indexes === 'all' ? undefined : indexes);
        if (document !== undefined) found.set(id, document);
      }),
    );
    return found;
  }

  async #find(
    vault: MemberVault,
    id: DocumentId,
    indexes: readonly number[] | undefined,
  ): Promise<ReadDocument | undefined> {
    try {
      const { title } = await this.documents.get(vault, id);
      return { title, passages: await this.documents.passages(vault, id, indexes) };
    } catch (error) {
      if (error instanceof DocumentNotFoundError) return undefined;
      throw error;
    }
  }
}
