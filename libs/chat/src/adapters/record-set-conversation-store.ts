import { RecordType } from '@hearthlore/crypto';
import { conversations, type OwnerTransactions, type Transaction } from '@hearthlore/database';
import type { ConversationId, UserId } from '@hearthlore/kernel';
import type { MemberVault, RecordSets } from '@hearthlore/vault';
import { and, asc, desc, eq, gt, lt, or } from 'drizzle-orm';
import type { Conversation, Message } from '../conversations/conversation.js';
import { type ConversationPage, ConversationStore } from '../ports/conversation-store.port.js';
import { type ConversationHead, decodeHead, decodeMessage, encodeHead, encodeMessage } from './conversation-records.js';

const columns = { id: conversations.id, createdAt: conversations.createdAt, updatedAt: conversations.updatedAt };
type Row = Pick<Conversation, 'id' | 'createdAt' | 'updatedAt'>;

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

  override delete(ownerId: UserId, id: ConversationId): Promise<boolean> {
    return this.transactions.run(ownerId, async (tx) => {
      // The set may only go with a conversation: a document's id must find nothing here.
      if (!(await lock(tx, id))) return false;
      return this.recordSets.delete(ownerId, id);
    });
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
