import type { ConversationStore } from '@hearthlore/chat';
import type { DocumentsService } from '@hearthlore/documents';
import type { Clock, ConversationId, DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { DrizzleRetentionRules } from '../adapters/drizzle-retention-rules.js';
import { dueDate } from './cutoffs.js';
import { DAY, type RetentionRule, withDefaults } from './retention-rule.js';

/** Conversations read at once. */
const PAGE = 200;

export interface DueThing {
  /** `messages`: single ones of the conversation; `due` is when the first of them goes. */
  readonly kind: 'document' | 'conversation' | 'messages';
  readonly id: DocumentId | ConversationId;
  readonly title: string;
  /** It goes with the first run after this. */
  readonly due: Date;
}

/** What of a member goes within some days, by title: for the member alone. */
export class OwnPreview {
  constructor(
    private readonly rules: DrizzleRetentionRules,
    private readonly documents: DocumentsService,
    private readonly conversations: ConversationStore,
    private readonly clock: Clock,
  ) {}

  /** @returns The first to go first. */
  async list(vault: MemberVault, days: number): Promise<DueThing[]> {
    const { ownerId } = vault;
    const rules = [...withDefaults(await this.rules.list(ownerId)), ...(await this.rules.listOwn(ownerId))];
    const until = new Date(this.clock.now().getTime() + days * DAY);
    const due = [...(await this.#documents(vault, rules)), ...(await this.#conversations(vault, rules, until))];
    return due.filter((thing) => thing.due <= until).sort((a, b) => a.due.getTime() - b.due.getTime());
  }

  async #documents(vault: MemberVault, rules: readonly RetentionRule[]): Promise<DueThing[]> {
    const documents = await this.documents.list(vault);
    return documents.flatMap(({ id, title, createdAt, expiresAt, heldAt }) => {
      const due = dueDate({ since: createdAt, expiresAt, heldAt }, rules, 'documents');
      return due === undefined ? [] : [{ kind: 'document', id, title, due }];
    });
  }

  async #conversations(vault: MemberVault, rules: readonly RetentionRule[], until: Date): Promise<DueThing[]> {
    const hasMessageRule = rules.some(
      ({ kind, days }) => days !== null && (kind === 'questions' || kind === 'answers'),
    );
    const found: DueThing[] = [];
    for (let page = await this.conversations.list(vault, { limit: PAGE }); page.length > 0; ) {
      for (const { id, title, createdAt, updatedAt, heldAt } of page) {
        const whole = dueDate({ since: updatedAt, heldAt }, rules, 'conversations');
        if (whole !== undefined) found.push({ kind: 'conversation', id, title, due: whole });
        if (!hasMessageRule || heldAt !== null || createdAt > until) continue;
        const messages = (await this.conversations.messages(vault, id)) ?? [];
        const dates = messages.flatMap(({ role, createdAt: since }) => {
          return dueDate({ since, heldAt }, rules, role === 'user' ? 'questions' : 'answers') ?? [];
        });
        const first = Math.min(...dates.map((date) => date.getTime()));
        if (dates.length > 0) found.push({ kind: 'messages', id, title, due: new Date(first) });
      }
      const last = page.at(-1);
      page =
        page.length < PAGE || last === undefined
          ? []
          : await this.conversations.list(vault, { limit: PAGE, after: last });
    }
    return found;
  }
}
