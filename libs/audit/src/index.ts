export { AuditAction } from './entries/audit-action.js';
export type { AuditEvent } from './entries/audit-event.js';
export { AuditLog } from './ports/audit-log.port.js';
