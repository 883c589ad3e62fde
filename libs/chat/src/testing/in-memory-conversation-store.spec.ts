import { aVault } from '@hearthlore/vault/testing';
import { describeConversationStore } from './conversation-store.contract.js';
import { InMemoryConversationStore } from './in-memory-conversation-store.js';

describeConversationStore('InMemoryConversationStore', () =>
  Promise.resolve({ store: new InMemoryConversationStore(), member: aVault(), stranger: aVault() }),
);
