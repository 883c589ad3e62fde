import { AuditLog, AuditReports } from '@hearthlore/audit';
import { RecordSetConversationStore } from '@hearthlore/chat';
import {
  DrizzleExportStore,
  DrizzleRetentionRules,
  ExportContents,
  ExportsService,
  ImportsService,
  MemberJobs,
  RetentionRules,
} from '@hearthlore/data-rights';
import { OwnerTransactions } from '@hearthlore/database';
import { DocumentsService } from '@hearthlore/documents';
import { AccountsService, ApiKeys } from '@hearthlore/identity';
import { Clock } from '@hearthlore/kernel';
import { IndexingService } from '@hearthlore/retrieval';
import { RecordSets } from '@hearthlore/vault';
import { Injectable, Module, type OnModuleDestroy } from '@nestjs/common';
import { MemberEvents } from '../events/member-events.js';
import { VERSION } from '../meta/version.js';
import { ReindexController } from '../documents/reindex.controller.js';
import { ImportReader } from '../imports/import-reader.js';
import { ImportsController } from '../imports/imports.controller.js';
import { ReindexJob } from '../jobs/reindex.job.js';
import { searchModule } from '../platform/search.module.js';
import { ExportsController } from './exports.controller.js';

/** Ends what runs for members while there still is what it works with. */
@Injectable()
class MemberJobsShutdown implements OnModuleDestroy {
  constructor(private readonly jobs: MemberJobs) {}

  async onModuleDestroy(): Promise<void> {
    await this.jobs.close();
  }
}

/** What a member may take along, and bring. */
@Module({
  imports: [searchModule],
  controllers: [ExportsController, ImportsController, ReindexController],
  providers: [
    {
      provide: ExportContents,
      useFactory: (
        transactions: OwnerTransactions,
        recordSets: RecordSets,
        documents: DocumentsService,
        accounts: AccountsService,
        apiKeys: ApiKeys,
        audit: AuditReports,
        clock: Clock,
      ) => {
        const conversations = new RecordSetConversationStore(transactions, recordSets);
        const retention = new DrizzleRetentionRules(transactions);
        return new ExportContents({ documents, conversations, accounts, apiKeys, audit, retention }, clock, VERSION);
      },
      inject: [OwnerTransactions, RecordSets, DocumentsService, AccountsService, ApiKeys, AuditReports, Clock],
    },
    {
      provide: ExportsService,
      useFactory: (
        transactions: OwnerTransactions,
        recordSets: RecordSets,
        contents: ExportContents,
        jobs: MemberJobs,
        events: MemberEvents,
        audit: AuditLog,
        clock: Clock,
      ) => {
        const store = new DrizzleExportStore(transactions);
        return new ExportsService({ store, transactions, recordSets, clock, audit }, contents, jobs, events);
      },
      inject: [OwnerTransactions, RecordSets, ExportContents, MemberJobs, MemberEvents, AuditLog, Clock],
    },
    {
      provide: ImportsService,
      useFactory: (
        transactions: OwnerTransactions,
        recordSets: RecordSets,
        documents: DocumentsService,
        indexing: IndexingService,
        jobs: MemberJobs,
        retention: RetentionRules,
        audit: AuditLog,
        clock: Clock,
      ) => {
        const conversations = new RecordSetConversationStore(transactions, recordSets);
        const parts = { transactions, documents, conversations, indexing, retention, clock };
        return new ImportsService(parts, indexing, jobs, audit);
      },
      inject: [
        OwnerTransactions,
        RecordSets,
        DocumentsService,
        IndexingService,
        MemberJobs,
        RetentionRules,
        AuditLog,
        Clock,
      ],
    },
    ImportReader,
    ReindexJob,
    MemberJobsShutdown,
  ],
})
export class DataRightsModule {}
