import { WriteFence } from '@hearthlore/backup';
import { DocumentsService } from '@hearthlore/documents';
import { DropBox, IngestionService, type Upload } from '@hearthlore/ingestion';
import { Clock } from '@hearthlore/kernel';
import { VaultLockedError } from '@hearthlore/vault';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../http/caller.js';
import type { DocumentDto } from './document.dto.js';
import { toBoxedDocumentDto, toDocumentDto } from './documents.presenter.js';

/** Two ways in: whoever may write has a document read now, a program that may only bring leaves it in the drop box. */
@Injectable()
export class DocumentIntake {
  constructor(
    private readonly documents: DocumentsService,
    private readonly ingestion: IngestionService,
    private readonly dropBox: DropBox,
    private readonly fence: WriteFence,
    private readonly clock: Clock,
  ) {}

  async take({ vault, program }: Caller, upload: Upload): Promise<DocumentDto> {
    await this.fence.pass();
    if (program !== undefined && !program.scopes.includes('documents:write'))
      return toBoxedDocumentDto(await this.dropBox.receive(program, upload), this.clock.now());
    if (vault === undefined) throw new VaultLockedError();
    const id = await this.ingestion.ingest(vault, upload);
    return toDocumentDto(await this.documents.get(vault, id));
  }
}
