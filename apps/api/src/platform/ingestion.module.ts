import { join } from 'node:path';
import { DocumentsService } from '@hearthlore/documents';
import { ChildProcessDocumentParser, DocumentParser, IngestionService, IngestionSlots } from '@hearthlore/ingestion';
import { IndexingService } from '@hearthlore/retrieval';
import { KeyCache } from '@hearthlore/vault';
import { Injectable, Logger, Module, type OnModuleDestroy } from '@nestjs/common';
import { DISTRIBUTION } from './distribution.js';
import { searchModule } from './search.module.js';

/** Most bytes of files that may wait for the parser. */
const WAITING_BYTES = 256 * 1024 * 1024;

/** Ends running readings while the database is still there to note it. */
@Injectable()
class IngestionShutdown implements OnModuleDestroy {
  constructor(private readonly ingestion: IngestionService) {}

  async onModuleDestroy(): Promise<void> {
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
      useFactory: (documents: DocumentsService, parser: DocumentParser, indexing: IndexingService, keys: KeyCache) =>
        new IngestionService(documents, parser, indexing, keys, new IngestionSlots(WAITING_BYTES)),
      inject: [DocumentsService, DocumentParser, IndexingService, KeyCache],
    },
    IngestionShutdown,
  ],
  exports: [IngestionService],
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
