import { members } from '@hearthlore/database';
import { eq } from 'drizzle-orm';
import { afterEach } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { describeAuditStore } from '../testing/audit-store.contract.js';
import { PostgresAuditStore } from './postgres-audit-store.js';

const opened: OwnedDatabase[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

describeAuditStore('PostgresAuditStore', async () => {
  const database = await openAsApi();
  opened.push(database);
  return {
    store: new PostgresAuditStore(database.pool),
    addMember: () => insertMember(database.transactions),
    deleteMember: async (id) => {
      await database.transactions.run(id, (tx) => tx.delete(members).where(eq(members.id, id)));
    },
  };
});
