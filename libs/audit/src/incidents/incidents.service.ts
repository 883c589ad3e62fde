import { type Clock, type IncidentId, newId, type UserId } from '@hearthlore/kernel';
import type { DrizzleIncidentStore } from '../adapters/drizzle-incident-store.js';
import { AuditAction } from '../entries/audit-action.js';
import type { AuditLog } from '../ports/audit-log.port.js';
import { type Incident, NOTICED, type NoticedKind, type ReportedKind, type Severity } from './incident.js';
import { IncidentClosedError, IncidentNotFoundError } from './incidents.errors.js';

/** What went wrong or might have, from when it is noticed until somebody has dealt with it. */
export class Incidents {
  #onOpened: (id: IncidentId) => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly store: DrizzleIncidentStore,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Has `listener` told of every incident that was opened, so that the managers are. */
  whenOpened(listener: (id: IncidentId) => Promise<void>): void {
    this.#onOpened = listener;
  }

  /** Newest first. */
  list(callerId: UserId): Promise<Incident[]> {
    return this.store.list(callerId);
  }

  async open(callerId: UserId, kind: ReportedKind, severity: Severity): Promise<Incident> {
    const id = newId<IncidentId>();
    await this.store.insert(callerId, { id, kind, severity, openedAt: this.clock.now() });
    await this.audit.append({ action: AuditAction.incidentOpened, actorId: callerId, thingId: id, result: 'ok' });
    await this.#onOpened(id);
    return this.#get(callerId, id);
  }

  /** What the program noticed by itself. @returns Whether that is news. */
  async notice(kind: NoticedKind): Promise<boolean> {
    const id = newId<IncidentId>();
    if (!(await this.store.notice(id, kind, NOTICED[kind]))) return false;
    await this.audit.append({ action: AuditAction.incidentOpened, thingId: id, result: 'ok' });
    await this.#onOpened(id);
    return true;
  }

  /** @throws {IncidentNotFoundError} @throws {IncidentClosedError} */
  acknowledge(callerId: UserId, id: IncidentId): Promise<Incident> {
    return this.#mark(callerId, id, 'acknowledgedAt');
  }

  /** @throws {IncidentNotFoundError} @throws {IncidentClosedError} */
  async close(callerId: UserId, id: IncidentId): Promise<Incident> {
    const closed = await this.#mark(callerId, id, 'closedAt');
    await this.audit.append({ action: AuditAction.incidentClosed, actorId: callerId, thingId: id, result: 'ok' });
    return closed;
  }

  async #mark(callerId: UserId, id: IncidentId, mark: 'acknowledgedAt' | 'closedAt'): Promise<Incident> {
    const isMarked = await this.store.mark(callerId, id, mark, this.clock.now());
    const incident = await this.#get(callerId, id);
    if (!isMarked) throw new IncidentClosedError();
    return incident;
  }

  async #get(callerId: UserId, id: IncidentId): Promise<Incident> {
    const incident = await this.store.find(callerId, id);
    if (incident === undefined) throw new IncidentNotFoundError();
    return incident;
  }
}
