import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { MemberIndexes } from './index/member-indexes.js';
import { IndexingService } from './indexing.service.js';
import { LanguageDetector } from './lexical/language-detector.js';
import { LexicalIndexing } from './lexical/lexical-indexing.js';
import { Reindexing } from './reindexing.js';
import { SearchService } from './search.service.js';

@Module({})
export class RetrievalModule {
  /**
   * @param bindings Providers for PackStore, DocumentReader, VectorStore, RetrievalOptions and EmbeddingRuntime, and the
   * modules that these need: which adapter is used is the application's choice.
   */
  static with(bindings: Required<Pick<ModuleMetadata, 'imports' | 'providers'>>): DynamicModule {
    return {
      module: RetrievalModule,
      imports: bindings.imports,
      providers: [
        ...bindings.providers,
        LanguageDetector,
        LexicalIndexing,
        MemberIndexes,
        IndexingService,
        Reindexing,
        SearchService,
      ],
      exports: [IndexingService, Reindexing, SearchService, MemberIndexes],
    };
  }
}
