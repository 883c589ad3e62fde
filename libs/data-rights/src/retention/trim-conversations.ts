import type { ConversationStore } from '@hearthlore/chat';
import type { Clock } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { DrizzleRetentionRules } from '../adapters/drizzle-retention-rules.js';
import type { MemberJobRun } from '../member-jobs/member-job.js';
import { cutoffOf } from './cutoffs.js';
import { withDefaults } from './retention-rule.js';

export type TrimReport = Readonly<Record<'conversations' | 'messages', number>>;

/**
 * Removes the single messages that are overdue. They are sealed, and what is left is sealed anew without them: that takes
 * their owner's keys, so it is done while the owner is signed in (docs/adr/0007). Repeating it does no harm.
 */
export class TrimConversations {
  constructor(
    private readonly rules: Pick<DrizzleRetentionRules, 'list' | 'listOwn'>,
    private readonly conversations: ConversationStore,
    private readonly clock: Clock,
  ) {}

  /** @throws what ended it; what was trimmed until then stays trimmed. */
  async run(vault: MemberVault, run: MemberJobRun): Promise<TrimReport> {
    const now = this.clock.now();
    const { ownerId } = vault;
    const rules = [...withDefaults(await this.rules.list(ownerId)), ...(await this.rules.listOwn(ownerId))];
    const overdue = { questions: cutoffOf(rules, 'questions', now), answers: cutoffOf(rules, 'answers', now) };
    const cutoffs = Object.values(overdue).flatMap((date) => date?.getTime() ?? []);
    if (cutoffs.length === 0) return { conversations: 0, messages: 0 };
    const ids = await this.conversations.listBegunBy(ownerId, new Date(Math.max(...cutoffs)));
    let [conversations, messages] = [0, 0];
    for (const [at, id] of ids.entries()) {
      run.signal.throwIfAborted();
      const gone = await this.conversations.trim(vault, id, overdue, now);
      messages += gone;
      conversations += gone > 0 ? 1 : 0;
      await run.progress(Math.floor(((at + 1) / ids.length) * 100), 'trimming');
    }
    return { conversations, messages };
  }
}
