import { RecordingAuditLog } from '@hearthlore/audit/testing';
import { RecordSetConversationStore } from '@hearthlore/chat';
import {
  DrizzleExportStore,
  DrizzleMemberJobStore,
  DrizzleRetentionRules,
  ExportContents,
  ExportsService,
  ImportsService,
  type MemberJob,
  MemberJobs,
  RetentionRules,
} from '@hearthlore/data-rights';
import { openDatabase, OwnerTransactions } from '@hearthlore/database';
import { InProcessDocumentParser } from '@hearthlore/ingestion/testing';
import { type Id, type MemberJobId, newId, SystemClock } from '@hearthlore/kernel';
import { DrizzleRecordSetStore, type MemberVault, RecordSets } from '@hearthlore/vault';
import { arrangeIngestion } from './ingestion.js';
import type { OwnedDatabase } from './members.js';

/** The database as a process has it that is killed after so many transactions. */
export class MortalTransactions extends OwnerTransactions {
  #left = Number.POSITIVE_INFINITY;
  /** Begun so far. */
  begun = 0;

  constructor({ pool }: OwnedDatabase) {
    super(openDatabase(pool));
  }

  dieAfter(transactions: number): void {
    this.#left = transactions;
  }

  get isDead(): boolean {
    return this.#left <= 0;
  }

  override run: OwnerTransactions['run'] = async (ownerId, work) => {
    if (this.isDead) throw new Error('killed');
    this.#left -= 1;
    this.begun += 1;
    return super.run(ownerId, work);
  };
}

/** What members take along and bring, as one run of the api process has it, over PostgreSQL and with a fake model. */
export type DataRightsUnderTest = Awaited<ReturnType<typeof arrangeDataRights>>;

export async function arrangeDataRights(opened: OwnedDatabase) {
  const transactions = new MortalTransactions(opened);
  const { documents, indexing, keys } = await arrangeIngestion(
    { ...opened, transactions },
    { parser: new InProcessDocumentParser() },
  );
  const clock = new SystemClock();
  const recordSets = new RecordSets(new DrizzleRecordSetStore(transactions));
  const conversations = new RecordSetConversationStore(transactions, recordSets);
  const retention = new DrizzleRetentionRules(transactions);
  const audit = new RecordingAuditLog();
  const events = { publish: () => undefined };
  const jobs = new MemberJobs(new DrizzleMemberJobStore(transactions, newId<Id<'boot'>>()), keys, events, clock, 1);
  const sources = {
    documents,
    conversations,
    retention,
    accounts: {
      get: async (id: MemberVault['ownerId']) => ({
        id,
        name: 'Ada',
        email: 'ada@family.example',
        role: 'member' as const,
        state: 'active' as const,
        createdAt: new Date('2026-01-01T00:00:00Z'),
      }),
    },
    apiKeys: { list: async () => [] },
    audit: { tagOf: async () => undefined, listOwn: async () => ({ entries: [], next: undefined }) },
  };
  const contents = new ExportContents(sources, clock, '0.0.0');
  const store = new DrizzleExportStore(transactions);
  const exports = new ExportsService({ store, transactions, recordSets, clock, audit }, contents, jobs, events);
  const rules = new RetentionRules(retention, audit, clock);
  const parts = { transactions, documents, conversations, indexing, retention: rules, clock };
  const imports = new ImportsService(parts, indexing, jobs, audit);
  jobs.start();
  /** Resolves when the job is over, or the process is. */
  const over = async (vault: MemberVault, id: MemberJobId): Promise<MemberJob | undefined> => {
    for (;;) {
      await jobs.settled(vault.ownerId);
      if (transactions.isDead) return undefined;
      const job = await jobs.get(vault.ownerId, id);
      if (job.state !== 'active' && job.state !== 'awaiting-unlock') return job;
    }
  };
  return { transactions, documents, conversations, retention, keys, jobs, exports, imports, over };
}
