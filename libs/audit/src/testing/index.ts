export { anEntry, describeAuditStore } from './audit-store.contract.js';
export { InMemoryAuditStore } from './in-memory-audit-store.js';
export { InMemoryCheckpointAnchor } from './in-memory-checkpoint-anchor.js';
export { RecordingAuditLog } from './recording-audit-log.js';
