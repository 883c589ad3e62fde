export { ErasureLedger, type Tombstone } from './ledger/erasure-ledger.js';
export {
  FileErasureLedger,
  type FileErasureLedgerOptions,
  ledgerFile,
  type LedgerMirror,
  tombstoneHash,
} from './ledger/file-erasure-ledger.js';
export { LedgerBusyError, LedgerDamagedError, LedgerNotMirroredError } from './ledger/ledger.errors.js';
export { EMPTY_HEAD } from './ledger/ledger-line.js';
export { LedgerFault, type LedgerHead, type LedgerReport, splitLedger, verifyLedger } from './ledger/verify-ledger.js';
