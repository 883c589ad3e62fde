export { InMemoryRecordSetStore } from './in-memory-record-set-store.js';
export { describeRecordSetStore } from './record-set-store.contract.js';
export { aVault } from './vaults.js';
