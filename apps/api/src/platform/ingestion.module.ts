import { join } from 'node:path';
import { AuditLog } from '@hearthlore/audit';
import { OwnerTransactions } from '@hearthlore/database';
import { DocumentsService, DrizzleIngestBoxStore, IngestBox } from '@hearthlore/documents';
import { Lockdown } from '@hearthlore/identity';
import {
  BoxOpening,
  ChildProcessDocumentParser,
  DocumentParser,
  DropBox,
  IngestionService,
  IngestionSlots,
} from '@hearthlore/ingestion';
import { Clock } from '@hearthlore/kernel';
import { IndexingService } from '@hearthlore/retrieval';
import { DrizzleKeySlotStore, DrizzleRecordSetStore, KeyCache, SelfRecords } from '@hearthlore/vault';
import { Injectable, Logger, Module, type OnModuleDestroy } from '@nestjs/common';
import { DISTRIBUTION } from './distribution.js';
import { searchModule } from './search.module.js';

/** Most bytes of files that may wait for the parser. */
const WAITING_BYTES = 256 * 1024 * 1024;

/** Ends running readings while the database is still there to note it. */
@Injectable()
class IngestionShutdown implements OnModuleDestroy {
  constructor(
    private readonly ingestion: IngestionService,
    private readonly dropBox: DropBox,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.dropBox.close();
    await this.ingestion.close();
  }
}

@Module({
  imports: [searchModule],
  providers: [
    {
      provide: DocumentParser,
      useFactory: () => openJail(),
    },
    {
      provide: IngestionService,
      useFactory: (
        documents: DocumentsService,
        parser: DocumentParser,
        indexing: IndexingService,
        keys: KeyCache,
        slots: IngestionSlots,
      ) => new IngestionService(documents, parser, indexing, keys, slots),
      inject: [DocumentsService, DocumentParser, IndexingService, KeyCache, IngestionSlots],
    },
    // Shared: however files come, so many are read at a time.
    { provide: IngestionSlots, useFactory: () => new IngestionSlots(WAITING_BYTES) },
    {
      provide: IngestBox,
      useFactory: (transactions: OwnerTransactions, audit: AuditLog, clock: Clock) => {
        const slots = new DrizzleKeySlotStore(transactions);
        const self = new SelfRecords(slots, new DrizzleRecordSetStore(transactions));
        return new IngestBox(new DrizzleIngestBoxStore(transactions), self, audit, clock);
      },
      inject: [OwnerTransactions, AuditLog, Clock],
    },
    {
      provide: DropBox,
      useFactory: (box: IngestBox, parser: DocumentParser, slots: IngestionSlots) => new DropBox(box, parser, slots),
      inject: [IngestBox, DocumentParser, IngestionSlots],
    },
    {
      provide: BoxOpening,
      useFactory: (box: IngestBox, documents: DocumentsService, indexing: IndexingService, lockdown: Lockdown) =>
        new BoxOpening(box, documents, indexing, () => lockdown.since !== undefined),
      inject: [IngestBox, DocumentsService, IndexingService, Lockdown],
    },
    IngestionShutdown,
  ],
  exports: [BoxOpening, DropBox, IngestBox, IngestionService],
})
export class IngestionModule {}

/** Says at start what keeps the parser in: fewer protections than expected should not go unnoticed. */
function openJail(): DocumentParser {
  const logger = new Logger('Parser');
  const parser = new ChildProcessDocumentParser({ programFolder: join(DISTRIBUTION, 'apps/parser') });
  parser.protections().then(
    (protections) => logger.log('parser jail', { protections: protections.join(', ') }),
    (error: unknown) => logger.error('the parser jail cannot be set up', error),
  );
  return parser;
}
