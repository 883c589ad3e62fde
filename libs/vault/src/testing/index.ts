export { newAuthBundle } from '../install/install-bundles.js';
export { InMemoryRecordSetStore } from './in-memory-record-set-store.js';
export { InMemorySessionStore } from './in-memory-session-store.js';
export { describeRecordSetStore } from './record-set-store.contract.js';
export { aVault } from './vaults.js';
