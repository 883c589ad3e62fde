import { randomBytes } from 'node:crypto';
import { Secret } from '@hearthlore/config';
import {
  createPool,
  documents,
  MaintenanceTransactions,
  openDatabase,
  recordSets,
  records,
} from '@hearthlore/database';
import { type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { DrizzleExpiredDocuments } from './drizzle-expired-documents.js';

let opened: OwnedDatabase;
let jobs: pg.Pool;
let expired: DrizzleExpiredDocuments;
let owner: UserId;
beforeAll(async () => {
  opened = await openAsApi();
  jobs = createPool(new Secret(opened.database.urls.jobs), { max: 2, name: 'int-spec' });
  expired = new DrizzleExpiredDocuments(new MaintenanceTransactions(openDatabase(jobs)));
  owner = await insertMember(opened.transactions);
});
afterAll(async () => {
  await jobs.end();
  await opened.close();
});

async function aDocument(expiresAt: Date | null): Promise<DocumentId> {
  const id = newId<DocumentId>();
  await opened.transactions.run(owner, async (tx) => {
    const bytes = () => new Uint8Array(randomBytes(32));
    await tx.insert(recordSets).values({
      ownerId: owner,
      id,
      kind: 'document',
      keyVersion: 1,
      salt: bytes(),
      commitment: bytes(),
      manifest: bytes(),
      revision: 1,
    });
    await tx.insert(records).values({ ownerId: owner, setId: id, type: 1, index: 0, sealed: bytes() });
    await tx.insert(documents).values({ ownerId: owner, id, state: 'ready', dedupeHash: bytes(), expiresAt });
  });
  return id;
}

describe('the purge of expired documents', () => {
  it('takes rows and records of what is past its date, nothing else, and repeats harmlessly', async () => {
    const now = new Date('2026-06-01T00:00:00Z');
    const past = [await aDocument(new Date('2026-05-31T00:00:00Z')), await aDocument(now)];
    const kept = [await aDocument(null), await aDocument(new Date('2026-06-02T00:00:00Z'))];
    expect(await expired.count(now)).toBe(past.length);
    expect(await expired.purge(now)).toBe(past.length);
    expect(await expired.count(now)).toBe(0);
    expect(await expired.purge(now)).toBe(0);
    const left = await opened.transactions.run(owner, async (tx) => ({
      documents: await tx.select({ id: documents.id }).from(documents),
      records: await tx.select({ id: records.setId }).from(records),
    }));
    for (const rows of [left.documents, left.records])
      expect(rows.map(({ id }) => id).sort()).toEqual([...kept].sort());
    const runs = await opened.pool.query<{ expired_documents: number }>(
      'select expired_documents from retention_runs order by expired_documents desc',
    );
    expect(runs.rows.map((row) => row.expired_documents)).toEqual([past.length, 0]);
  });
});
