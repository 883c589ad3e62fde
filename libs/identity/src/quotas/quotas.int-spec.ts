import { randomBytes } from 'node:crypto';
import { documents, recordSets } from '@hearthlore/database';
import { type DocumentId, newId, type RecordSetId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { DrizzleQuotaStore } from '../adapters/drizzle-quota-store.js';
import { QuotaExceededError } from './quota.errors.js';
import { type Limits, NO_LIMITS } from './limits.js';
import { Quotas } from './quotas.js';

let opened: OwnedDatabase;
let ownerId: UserId;
const clock = new ManualClock();
beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());
beforeEach(async () => {
  ownerId = await insertMember(opened.transactions);
});

const quotasWith = (defaults: Partial<Limits> = {}) =>
  new Quotas(new DrizzleQuotaStore(opened.transactions), clock, { ...NO_LIMITS, ...defaults });

const asSuperuser = (text: string, values: readonly unknown[]) => queryAsSuperuser(opened.database, text, values);

/** Adds a document as the documents' service does: the admission is asked in the transaction that inserts. */
function add(quotas: Quotas, expiresAt: Date | null = null): Promise<void> {
  const id = newId<DocumentId & RecordSetId>();
  return opened.transactions.run(ownerId, async (tx) => {
    await quotas.assertUpload(ownerId);
    await tx.insert(recordSets).values({
      ownerId,
      id,
      kind: 'document',
      keyVersion: 1,
      salt: randomBytes(32),
      commitment: randomBytes(32),
      manifest: randomBytes(32),
      revision: 1,
    });
    await tx.insert(documents).values({ ownerId, id, state: 'queued', dedupeHash: randomBytes(32), expiresAt });
  });
}

async function addRecord(bytes: number): Promise<void> {
  await asSuperuser(
    `insert into records (owner_id, set_id, type, index, sealed)
     select owner_id, id, 1, $2, $3 from record_sets where owner_id = $1 limit 1`,
    [ownerId, bytes, randomBytes(bytes)],
  );
}

describe('the number of documents', () => {
  it('is without limit where nobody set one', async () => {
    const quotas = quotasWith();
    for (let i = 0; i < 3; i += 1) await add(quotas);
    expect(await quotas.limitsOf(ownerId)).toEqual(NO_LIMITS);
    expect((await quotas.usageOf(ownerId)).documents).toBe(3);
  });

  it('ends at the installation’s default, and says how many there are', async () => {
    const quotas = quotasWith({ documents: 2 });
    await add(quotas);
    await add(quotas);
    const refused = await add(quotas).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(QuotaExceededError);
    expect(refused).toMatchObject({
      kind: 'forbidden',
      code: 'quota.exceeded',
      details: { resource: 'documents', limit: 2, used: 2 },
    });
  });

  it('is kept by many uploads at once: the last place is taken once', async () => {
    const quotas = quotasWith({ documents: 3 });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => add(quotas)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect((await quotas.usageOf(ownerId)).documents).toBe(3);
  });

  it('is the member’s own before the default, also where it is nothing at all', async () => {
    await asSuperuser('insert into member_limits (owner_id, documents) values ($1, 0)', [ownerId]);
    await expect(add(quotasWith({ documents: 5 }))).rejects.toThrow(QuotaExceededError);
    await asSuperuser('update member_limits set documents = 1 where owner_id = $1', [ownerId]);
    await add(quotasWith({ documents: 0 }));
  });

  it('does not count what is past its date', async () => {
    const quotas = quotasWith({ documents: 1 });
    await add(quotas, new Date(Date.now() - 1000));
    await expect(add(quotas)).resolves.toBeUndefined();
  });

  it('is each member’s own', async () => {
    const quotas = quotasWith({ documents: 1 });
    await add(quotas);
    ownerId = await insertMember(opened.transactions);
    await expect(add(quotas)).resolves.toBeUndefined();
  });
});

describe('stored bytes', () => {
  it('are the ciphertext of everything, and full is full', async () => {
    const quotas = quotasWith({ storedBytes: 1000 });
    await add(quotas);
    await addRecord(999);
    await add(quotas);
    await addRecord(500);
    expect(await quotas.usageOf(ownerId)).toMatchObject({ storedBytes: 1499, documents: 2 });
    const refused = await add(quotas).catch((error: unknown) => error);
    expect(refused).toMatchObject({ details: { resource: 'stored-bytes', limit: 1000, used: 1499 } });
  });
});

describe('questions', () => {
  it('are counted by day, and many at once take exactly those that are left', async () => {
    const quotas = quotasWith({ questionsPerDay: 5 });
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => quotas.countQuestion(ownerId)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect((await quotas.usageOf(ownerId)).questions).toBe(5);
    await expect(quotas.countQuestion(ownerId)).rejects.toMatchObject({
      details: { resource: 'questions-per-day', limit: 5, used: 5 },
    });
    clock.advance(86_400_000);
    await expect(quotas.countQuestion(ownerId)).resolves.toBeUndefined();
    expect((await quotas.usageOf(ownerId)).questions).toBe(1);
  });

  it('are counted without a limit, too, and refused where there are none', async () => {
    await quotasWith().countQuestion(ownerId);
    expect((await quotasWith().usageOf(ownerId)).questions).toBe(1);
    await expect(quotasWith({ questionsPerDay: 0 }).countQuestion(ownerId)).rejects.toThrow(QuotaExceededError);
  });
});

describe('tokens of the language model', () => {
  it('are counted by day, and whoever has used them up is refused until the next', async () => {
    const quotas = quotasWith({ tokensPerDay: 100 });
    await quotas.countTokens(ownerId, 60);
    await expect(quotas.assertTokens(ownerId)).resolves.toBeUndefined();
    await Promise.all([quotas.countTokens(ownerId, 30), quotas.countTokens(ownerId, 30)]);
    expect((await quotas.usageOf(ownerId)).tokens).toBe(120);
    const details = { resource: 'tokens-per-day', limit: 100, used: 120 };
    await expect(quotas.assertTokens(ownerId)).rejects.toMatchObject({ details });
    await expect(quotasWith().assertTokens(ownerId)).resolves.toBeUndefined();
    clock.advance(86_400_000);
    await expect(quotas.assertTokens(ownerId)).resolves.toBeUndefined();
  });
});

describe('limits', () => {
  it('are not the member’s own to set, and usage is nobody else’s to see', async () => {
    const statement = `insert into member_limits (owner_id, documents) values ('${ownerId}', 1000)`;
    await expect(opened.transactions.run(ownerId, (tx) => tx.execute(statement))).rejects.toThrow(/Failed query/);
    await quotasWith().countQuestion(ownerId);
    const other = await insertMember(opened.transactions);
    const seen = await opened.transactions.run(other, (tx) => tx.execute('select 1 from member_usage'));
    expect(seen.rows).toEqual([]);
  });
});
