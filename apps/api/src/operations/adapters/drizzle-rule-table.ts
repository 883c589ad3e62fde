import { type OwnerTransactions, retentionRules } from '@hearthlore/database';
import type { UserId } from '@hearthlore/kernel';

export interface RuleRow {
  readonly kind: string;
  readonly days: number | null;
}

/** The installation's rules as they stand, for the table in the runbook. */
export class DrizzleRuleTable {
  constructor(private readonly transactions: OwnerTransactions) {}

  list(callerId: UserId): Promise<RuleRow[]> {
    return this.transactions.run(callerId, (tx) =>
      tx
        .select({ kind: retentionRules.kind, days: retentionRules.days })
        .from(retentionRules)
        .orderBy(retentionRules.kind),
    );
  }
}
