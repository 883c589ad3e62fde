export { describeConversationStore } from './conversation-store.contract.js';
export { aHit, anAnswer, aQuestion } from './conversations.js';
export { FixedPassageSearch } from './fixed-passage-search.js';
export { InMemoryConversationStore } from './in-memory-conversation-store.js';
