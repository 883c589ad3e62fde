export { ErasureLedger, type Tombstone } from './ledger/erasure-ledger.js';
