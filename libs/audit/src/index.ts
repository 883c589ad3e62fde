export { AuditAction } from './entries/audit-action.js';
export { type AuditEntry, canonicalEntry, parseEntry } from './entries/audit-entry.js';
export type { AuditEvent } from './entries/audit-event.js';
export { networkOf } from './entries/network.js';
export { AuditLog } from './ports/audit-log.port.js';
