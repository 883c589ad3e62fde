import { RecordType } from '@hearthlore/crypto';
import { conversations, type OwnerTransactions, type Transaction } from '@hearthlore/database';
import type { ConversationId, UserId } from '@hearthlore/kernel';
import type { MemberVault, RecordSets } from '@hearthlore/vault';
import { and, asc, desc, eq, gt, isNull, lt, lte, or, sql } from 'drizzle-orm';
import {
  type Conversation,
  isOverdue,
  type Message,
  type MessageCutoffs,
  titleFrom,
} from '../conversations/conversation.js';
import { type ConversationPage, ConversationStore } from '../ports/conversation-store.port.js';
import { type ConversationHead, decodeHead, decodeMessage, encodeHead, encodeMessage } from './conversation-records.js';

const columns = {
  id: conversations.id,
  createdAt: conversations.createdAt,
  updatedAt: conversations.updatedAt,
  heldAt: conversations.heldAt,
};
type Row = Omit<Conversation, 'title'>;

interface Numbered {
  readonly index: number;
  readonly message: Message;
}

/** Dates in the clear beside a sealed record set. See [Note: Conversation records]. */
export class RecordSetConversationStore extends ConversationStore {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly recordSets: RecordSets,
  ) {
    super();
  }

  override create(vault: MemberVault, { id, title, createdAt, updatedAt }: Conversation): Promise<void> {
    return this.transactions.run(vault.ownerId, async (tx) => {
      await this.recordSets.create(vault, id, 'conversation', [headRecord({ title, messages: 0 })]);
      await tx.insert(conversations).values({ ownerId: vault.ownerId, id, createdAt, updatedAt });
    });
  }

  override find(vault: MemberVault, id: ConversationId): Promise<Conversation | undefined> {
    return this.transactions.run(vault.ownerId, async (tx) => {
      const [row] = await tx.select(columns).from(conversations).where(eq(conversations.id, id));
      return row && { ...row, title: (await this.#head(vault, id)).title };
    });
  }

  override list(vault: MemberVault, { limit, after }: ConversationPage): Promise<Conversation[]> {
    return this.transactions.run(vault.ownerId, async (tx) => {
      const rows = await tx
        .select(columns)
        .from(conversations)
        .where(after && isAfter(after))
        .orderBy(desc(conversations.updatedAt), asc(conversations.id))
        .limit(limit);
      return this.#titled(vault, rows);
    });
  }

  override rename(vault: MemberVault, id: ConversationId, title: string): Promise<boolean> {
    return this.transactions.run(vault.ownerId, async (tx) => {
      if (!(await lock(tx, id))) return false;
      const head = await this.#head(vault, id);
      await this.recordSets.write(vault, id, { put: [headRecord({ ...head, title })] });
      return true;
    });
  }

  override messages(vault: MemberVault, id: ConversationId): Promise<Message[] | undefined> {
    return this.transactions.run(vault.ownerId, async (tx) => {
      const [row] = await tx.select(columns).from(conversations).where(eq(conversations.id, id));
      return row && (await this.recordSets.readAll(vault, id, RecordType.conversation)).map(decodeMessage);
    });
  }

  override append(vault: MemberVault, id: ConversationId, message: Message, title?: string): Promise<boolean> {
    return this.transactions.run(vault.ownerId, async (tx) => {
      if (!(await lock(tx, id))) return false;
      const head = await this.#head(vault, id);
      const record = { type: RecordType.conversation, index: head.messages, plaintext: encodeMessage(message) };
      const next = { title: head.title || (title ?? ''), messages: head.messages + 1 };
      await this.recordSets.write(vault, id, { put: [record, headRecord(next)] });
      await tx.update(conversations).set({ updatedAt: message.createdAt }).where(eq(conversations.id, id));
      return true;
    });
  }

  override async moveTo(ownerId: UserId, id: ConversationId, updatedAt: Date): Promise<void> {
    await this.transactions.run(ownerId, (tx) =>
      tx.update(conversations).set({ updatedAt }).where(eq(conversations.id, id)),
    );
  }

  override async setHeld(ownerId: UserId, id: ConversationId, isHeld: boolean): Promise<boolean> {
    // A hold that is set again keeps its date.
    const heldAt = isHeld ? sql`coalesce(${conversations.heldAt}, now())` : null;
    const changed = await this.transactions.run(ownerId, (tx) =>
      tx.update(conversations).set({ heldAt }).where(eq(conversations.id, id)).returning({ id: conversations.id }),
    );
    return changed.length > 0;
  }

  override async listBegunBy(ownerId: UserId, cutoff: Date): Promise<ConversationId[]> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({ id: conversations.id })
        .from(conversations)
        .where(and(isNull(conversations.heldAt), lte(conversations.createdAt, cutoff)))
        .orderBy(conversations.createdAt, conversations.id),
    );
    return rows.map(({ id }) => id);
  }

  override trim(vault: MemberVault, id: ConversationId, overdue: MessageCutoffs, now: Date): Promise<number> {
    return this.transactions.run(vault.ownerId, async (tx) => {
      if (!(await lock(tx, id))) return 0;
      const [row] = await tx.select(columns).from(conversations).where(eq(conversations.id, id));
      if (row === undefined || row.heldAt !== null) return 0;
      const messages = await this.#numbered(vault, id);
      const gone = messages.filter(({ message }) => isOverdue(message, overdue));
      if (gone.length > 0 && gone.length === messages.length) await this.recordSets.delete(vault.ownerId, id);
      else {
        if (gone.length > 0) await this.#remove(vault, id, gone);
        await tx.update(conversations).set({ trimmedUntil: now }).where(eq(conversations.id, id));
      }
      return gone.length;
    });
  }

  override delete(ownerId: UserId, id: ConversationId): Promise<boolean> {
    return this.transactions.run(ownerId, async (tx) => {
      // The set may only go with a conversation: a document's id must find nothing here.
      if (!(await lock(tx, id))) return false;
      return this.recordSets.delete(ownerId, id);
    });
  }

  /** The numbers stay as they are: the next message must not take the place of one that is gone. */
  async #remove(vault: MemberVault, id: ConversationId, gone: readonly Numbered[]): Promise<void> {
    const head = await this.#head(vault, id);
    const isMadeOfOne = gone.some(({ message }) => message.role === 'user' && titleFrom(message.text) === head.title);
    await this.recordSets.write(vault, id, {
      put: isMadeOfOne ? [headRecord({ ...head, title: '' })] : [],
      remove: gone.map(({ index }) => ({ type: RecordType.conversation, index })),
    });
  }

  async #numbered(vault: MemberVault, id: ConversationId): Promise<Numbered[]> {
    const records = (await this.recordSets.readAcross(vault, [id], RecordType.conversation)).get(id) ?? new Map();
    return Array.from(records, ([index, record]) => ({ index, message: decodeMessage(record) }));
  }

  async #head(vault: MemberVault, id: ConversationId): Promise<ConversationHead> {
    const record = (await this.recordSets.read(vault, id, RecordType.meta, [0])).get(0);
    if (record === undefined) throw new RangeError('a conversation has no head');
    return decodeHead(record);
  }

  async #titled(vault: MemberVault, rows: readonly Row[]): Promise<Conversation[]> {
    const heads = await this.recordSets.readAcross(
      vault,
      rows.map(({ id }) => id),
      RecordType.meta,
    );
    return rows.flatMap((row) => {
      // Deleted between the two queries: it is not listed.
      const head = heads.get(row.id)?.get(0);
      return head === undefined ? [] : [{ ...row, title: decodeHead(head).title }];
    });
  }
}

/** Writers of one conversation take turns: each reads the head that the one before has written. */
async function lock(tx: Transaction, id: ConversationId): Promise<boolean> {
  const rows = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.id, id))
    .for('update');
  return rows.length > 0;
}

function isAfter({ id, updatedAt }: Pick<Conversation, 'id' | 'updatedAt'>) {
  return or(
    lt(conversations.updatedAt, updatedAt),
    and(eq(conversations.updatedAt, updatedAt), gt(conversations.id, id)),
  );
}

function headRecord(head: ConversationHead) {
  return { type: RecordType.meta, index: 0, plaintext: encodeHead(head) };
}
