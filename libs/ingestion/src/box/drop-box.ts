import { contentDigest } from '@hearthlore/crypto';
import type { BoxRecipient, DocumentMeta, IngestBox } from '@hearthlore/documents';
import type { DocumentId } from '@hearthlore/kernel';
import type { DocumentParser } from '../parser/document-parser.port.js';
import { titleOf, type Upload } from '../pipeline/upload.js';
import type { IngestionSlots } from '../pipeline/ingestion-slots.js';
import { sniffMediaType } from '../sniffing/sniff-media-type.js';
import { readPassages } from './read-passages.js';

/** A document that waits for its owner to sign in. */
export interface BoxedUpload {
  readonly id: DocumentId;
  readonly meta: DocumentMeta;
  readonly expiresAt: Date | null;
}

/**
 * Takes files for a member who is not there. They are read like any other, in the jail; what comes out is sealed and
 * kept, and only then answered: whoever sends cannot look again, so an answer has to mean that nothing gets lost.
 */
export class DropBox {
  readonly #closing = new AbortController();

  constructor(
    private readonly box: IngestBox,
    private readonly parser: DocumentParser,
    private readonly slots: IngestionSlots,
  ) {}

  /** @throws {DocumentUnreadableError} @throws {IngestBoxFullError} @throws {IngestionBusyError} */
  async receive(recipient: BoxRecipient, upload: Upload): Promise<BoxedUpload> {
    await this.box.assertRoom(recipient.ownerId);
    const mediaType = await sniffMediaType(upload.file, upload.fileName);
    const free = await this.slots.take(upload.file.length, this.#closing.signal);
    try {
      const { passages, pages } = await readPassages(this.parser, upload.file, mediaType, this.#closing.signal);
      const meta = {
        title: titleOf(upload),
        fileName: upload.fileName,
        mediaType,
        bytes: upload.file.length,
        pages,
        passages: passages.length,
        language: upload.language ?? null,
      };
      const expiresAt = upload.expiresAt ?? null;
      const id = await this.box.put(recipient, {
        meta,
        digest: contentDigest(upload.file),
        allowDuplicate: upload.allowDuplicate === true,
        expiresAt,
        passages,
      });
      return { id, meta, expiresAt };
    } finally {
      free();
    }
  }

  /** Ends what is being read, as before the process ends. */
  close(): void {
    this.#closing.abort(new DOMException('the server stops', 'AbortError'));
  }
}
