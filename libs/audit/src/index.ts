export { CheckpointFile } from './adapters/checkpoint-file.js';
export { PostgresAuditStore } from './adapters/postgres-audit-store.js';
export { AuditUnavailableError } from './audit.errors.js';
export { readCheckpoint, splitNotes } from './checkpoints/checkpoint.js';
export { NoteSigner, NoteVerifier } from './checkpoints/note-key.js';
export { type NoteStanding, noteStanding, noteText, signNote } from './checkpoints/signed-note.js';
export { AuditAction } from './entries/audit-action.js';
export { type AuditEntry, parseEntry } from './entries/audit-entry.js';
export type { AuditEvent } from './entries/audit-event.js';
export { type AuditLogOptions, type OpenAuditLog, openAuditLog } from './journal/open-audit-log.js';
export { appendUntagged } from './journal/append-untagged.js';
export { AuditLog } from './ports/audit-log.port.js';
export { AuditStore, type NewEntry, type StoredCheckpoint } from './ports/audit-store.port.js';
export { CheckpointAnchor } from './ports/checkpoint-anchor.port.js';
export { AUTH_FAILURES, type AuthFailure, SecurityEvents } from './security-events.js';
export { AUDIT_BODY_DAYS, DrizzleAuditReader } from './adapters/drizzle-audit-reader.js';
export { AuditReports, type AuditHead, type AuditPageResult, type ReportedEntry } from './reports/audit-reports.js';
export { type ExportLine, exportLineSchema } from './reports/export-line.js';
export { type Finding, FindingKind } from './verification/finding.js';
export { LogVerification, type VerificationReport } from './verification/log-verification.js';
export { DrizzleIncidentStore, type NoticedIncident } from './adapters/drizzle-incident-store.js';
export {
  type Incident,
  NOTICED,
  type NoticedKind,
  type OperationsMeasure,
  REPORTED_KINDS,
  type ReportedKind,
  SEVERITIES,
  type Severity,
} from './incidents/incident.js';
export { IncidentClosedError, IncidentNotFoundError } from './incidents/incidents.errors.js';
export { Incidents } from './incidents/incidents.service.js';
