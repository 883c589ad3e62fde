import { afterEach } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
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
      await queryAsSuperuser(database.database, 'delete from members where id = $1', [id]);
    },
  };
});
