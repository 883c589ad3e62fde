import { newId } from '@hearthlore/kernel';
import { describeAuditStore } from './audit-store.contract.js';
import { InMemoryAuditStore } from './in-memory-audit-store.js';

describeAuditStore('InMemoryAuditStore', async () => {
  const store = new InMemoryAuditStore();
  return { store, addMember: async () => newId(), deleteMember: async (id) => store.deleteMember(id) };
});
