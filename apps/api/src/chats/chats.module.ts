import {
  Answerer,
  ChatService,
  ConversationsService,
  ConversationStore,
  PassageSearch,
  RecordSetConversationStore,
  RunningAnswers,
} from '@hearthlore/chat';
import { OwnerTransactions } from '@hearthlore/database';
import { RecordSets } from '@hearthlore/vault';
import { Injectable, Module, type OnModuleDestroy } from '@nestjs/common';
import { ParallelStreams } from '../http/parallel-streams.js';
import { searchModule } from '../platform/search.module.js';
import { ChatsController } from './chats.controller.js';
import { RetrievalPassageSearch } from './retrieval-passage-search.js';

/** Ends running answers while the database is still there to keep what they said. */
@Injectable()
class AnswersShutdown implements OnModuleDestroy {
  constructor(private readonly running: RunningAnswers) {}

  async onModuleDestroy(): Promise<void> {
    await this.running.close();
  }
}

@Module({
  imports: [searchModule],
  controllers: [ChatsController],
  providers: [
    {
      provide: ConversationStore,
      useFactory: (transactions: OwnerTransactions, recordSets: RecordSets) =>
        new RecordSetConversationStore(transactions, recordSets),
      inject: [OwnerTransactions, RecordSets],
    },
    { provide: PassageSearch, useClass: RetrievalPassageSearch },
    RunningAnswers,
    Answerer,
    ConversationsService,
    ChatService,
    AnswersShutdown,
    ParallelStreams,
  ],
  exports: [ParallelStreams],
})
export class ChatsModule {}
