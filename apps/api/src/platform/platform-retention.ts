import type { AuditLog } from '@hearthlore/audit';
import { RecordSetConversationStore } from '@hearthlore/chat';
import {
  DrizzleRetentionRules,
  type MemberJobs,
  OwnPreview,
  RetentionRules,
  TrimConversations,
} from '@hearthlore/data-rights';
import type { OwnerTransactions } from '@hearthlore/database';
import type { DocumentsService } from '@hearthlore/documents';
import type { Clock } from '@hearthlore/kernel';
import type { RecordSets } from '@hearthlore/vault';

export interface PlatformRetention {
  readonly rules: RetentionRules;
  readonly preview: OwnPreview;
}

export interface PlatformRetentionOptions {
  readonly transactions: OwnerTransactions;
  readonly recordSets: RecordSets;
  readonly documents: DocumentsService;
  readonly memberJobs: MemberJobs;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** What goes by age, as members and managers set and see it; the worker is who takes it. */
export function openPlatformRetention(options: PlatformRetentionOptions): PlatformRetention {
  const { transactions, recordSets, documents, memberJobs, audit, clock } = options;
  const store = new DrizzleRetentionRules(transactions);
  const conversations = new RecordSetConversationStore(transactions, recordSets);
  const trim = new TrimConversations(store, conversations, clock);
  memberJobs.register('trim-conversations', (vault, _job, run) => trim.run(vault, run));
  return {
    rules: new RetentionRules(store, audit, clock),
    preview: new OwnPreview(store, documents, conversations, clock),
  };
}
