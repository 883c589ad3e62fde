import type { AuditAction } from '../entries/audit-action.js';
import type { AuditEvent } from '../entries/audit-event.js';
import { AuditLog } from '../ports/audit-log.port.js';

/** Remembers what was appended, for specs that ask whether something is told. */
export class RecordingAuditLog extends AuditLog {
  readonly events: AuditEvent[] = [];

  override async append(event: AuditEvent): Promise<void> {
    this.events.push(event);
  }

  get actions(): AuditAction[] {
    return this.events.map(({ action }) => action);
  }
}
