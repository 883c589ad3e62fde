import { incidents, type OwnerTransactions } from '@hearthlore/database';
import type { IncidentId, UserId } from '@hearthlore/kernel';
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Incident, OperationsMeasure, Severity } from '../incidents/incident.js';

/** More would be another page's. */
const SHOWN = 200;

export interface NoticedIncident {
  readonly kind: string;
  readonly severity: string;
  readonly openedAt: Date;
}

/** Rows that row-level security shows to owner and admins alone; what the program opens goes through functions. */
export class DrizzleIncidentStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  /** Newest first. */
  list(callerId: UserId): Promise<Incident[]> {
    return this.transactions.run(callerId, async (tx) =>
      (await tx.select().from(incidents).orderBy(desc(incidents.openedAt)).limit(SHOWN)).map(toIncident),
    );
  }

  async find(callerId: UserId, id: IncidentId): Promise<Incident | undefined> {
    const [row] = await this.transactions.run(callerId, (tx) =>
      tx.select().from(incidents).where(eq(incidents.id, id)),
    );
    return row && toIncident(row);
  }

  async insert(callerId: UserId, incident: Pick<Incident, 'id' | 'kind' | 'severity' | 'openedAt'>): Promise<void> {
    await this.transactions.run(callerId, (tx) => tx.insert(incidents).values({ ...incident, source: 'manager' }));
  }

  /** @returns Whether there was one that was open. */
  async mark(callerId: UserId, id: IncidentId, mark: 'acknowledgedAt' | 'closedAt', at: Date): Promise<boolean> {
    const changed = await this.transactions.run(callerId, (tx) =>
      tx
        .update(incidents)
        .set({ [mark]: at })
        .where(and(eq(incidents.id, id), isNull(incidents.closedAt)))
        .returning({ id: incidents.id }),
    );
    return changed.length > 0;
  }

  /** @returns Whether it is a new one: of each kind one at a time stands open. */
  async notice(id: IncidentId, kind: string, severity: Severity): Promise<boolean> {
    const { rows } = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{ isNew: boolean }>(sql`select notice_incident(${id}, ${kind}, ${severity}) as "isNew"`),
    );
    return rows[0]?.isNew === true;
  }

  /** For the program itself, which has no caller. */
  async look(id: IncidentId): Promise<NoticedIncident | undefined> {
    const { rows } = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{ kind: string; severity: string; openedAt: string | Date }>(
        sql`select kind, severity, opened_at as "openedAt" from find_incident(${id})`,
      ),
    );
    const [row] = rows;
    return row && { kind: row.kind, severity: row.severity, openedAt: new Date(row.openedAt) };
  }

  async managers(): Promise<UserId[]> {
    const { rows } = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{ id: UserId }>(sql`select find_managers as id from find_managers()`),
    );
    return rows.map(({ id }) => id);
  }

  async measure(): Promise<OperationsMeasure> {
    const { rows } = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<MeasureRow>(sql`select * from measure_operations()`),
    );
    const row = rows[0];
    return {
      backupAt: toDate(row?.backup_at),
      backupBytes: row?.backup_bytes == null ? undefined : Number(row.backup_bytes),
      backupVerifiedAt: toDate(row?.backup_verified_at),
      drillAt: toDate(row?.drill_at),
      openIncidents: row?.open_incidents ?? 0,
      setUpAt: toDate(row?.set_up_at),
    };
  }
}

interface MeasureRow extends Record<string, unknown> {
  readonly backup_at: string | Date | null;
  readonly backup_bytes: string | number | null;
  readonly backup_verified_at: string | Date | null;
  readonly drill_at: string | Date | null;
  readonly open_incidents: number;
  readonly set_up_at: string | Date | null;
}

const toDate = (value: string | Date | null | undefined): Date | undefined =>
  value == null ? undefined : new Date(value);

function toIncident({ acknowledgedAt, closedAt, ...row }: typeof incidents.$inferSelect): Incident {
  return { ...row, acknowledgedAt: acknowledgedAt ?? undefined, closedAt: closedAt ?? undefined };
}
