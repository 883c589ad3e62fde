import { backups, drills, type Transaction } from '@hearthlore/database';
import type { BackupId, DrillId } from '@hearthlore/kernel';
import { and, desc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Drill, DrillFigures, DrillKind, DrillStep } from '../drill/drill.js';
import type { LastGood } from '../health/backup-health.js';

/** Drills older than the newest so many are of no interest to anybody. */
const LISTED = 100;

/** Whoever may see and write drills: the worker by its role, a manager by being named. */
export interface DrillTransactions {
  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

export class DrizzleDrillStore {
  constructor(private readonly transactions: DrillTransactions) {}

  async begin(drill: { readonly id: DrillId; readonly kind: DrillKind; readonly startedAt: Date }): Promise<void> {
    const step: DrillStep = 'waiting';
    await this.transactions.run((tx) =>
      tx
        .insert(drills)
        .values({ ...drill, state: 'active', step })
        .onConflictDoNothing(),
    );
  }

  async advance(id: DrillId, step: DrillStep, progress: number): Promise<void> {
    await this.#update(id, { step, progress });
  }

  async ofBackup(id: DrillId, backupId: BackupId): Promise<void> {
    await this.#update(id, { backupId });
  }

  async complete(id: DrillId, figures: DrillFigures, at: Date): Promise<void> {
    await this.#update(id, { ...figures, state: 'completed', step: null, progress: 100, finishedAt: at });
  }

  async fail(id: DrillId, code: string, at: Date): Promise<void> {
    await this.#update(id, { state: 'failed', error: code, finishedAt: at });
  }

  /** Those that a process took with it when it ended: nobody is at them any more. */
  async failAbandoned(startedBefore: Date, at: Date): Promise<void> {
    await this.transactions.run((tx) =>
      tx
        .update(drills)
        .set({ state: 'failed', error: 'drill.interrupted', finishedAt: at })
        .where(and(eq(drills.state, 'active'), lt(drills.startedAt, startedBefore))),
    );
  }

  list(): Promise<Drill[]> {
    return this.transactions.run(async (tx) => {
      const rows = await tx.select(columns).from(drills).orderBy(desc(drills.startedAt)).limit(LISTED);
      return rows.map(toDrill);
    });
  }

  async find(id: DrillId): Promise<Drill | undefined> {
    const [row] = await this.transactions.run((tx) => tx.select(columns).from(drills).where(eq(drills.id, id)));
    return row && toDrill(row);
  }

  lastGood(): Promise<LastGood> {
    return this.transactions.run(async (tx) => {
      const isGood = and(
        eq(backups.state, 'completed'),
        isNull(backups.removedAt),
        // Not looked at yet is not found damaged.
        or(isNull(backups.verification), eq(backups.verification, 'good')),
      );
      const [backup] = await tx
        .select({ at: sql<Date | null>`max(${backups.startedAt})`.mapWith(backups.startedAt) })
        .from(backups)
        .where(isGood);
      const [drill] = await tx
        .select({ at: sql<Date | null>`max(${drills.finishedAt})`.mapWith(drills.finishedAt) })
        .from(drills)
        .where(eq(drills.state, 'completed'));
      return { backupAt: backup?.at ?? undefined, drillAt: drill?.at ?? undefined };
    });
  }

  async #update(id: DrillId, values: Partial<typeof drills.$inferInsert>): Promise<void> {
    await this.transactions.run((tx) =>
      tx
        .update(drills)
        .set(values)
        .where(and(eq(drills.id, id), eq(drills.state, 'active'))),
    );
  }
}

const columns = {
  id: drills.id,
  kind: drills.kind,
  state: drills.state,
  step: drills.step,
  progress: drills.progress,
  backupId: drills.backupId,
  tables: drills.tables,
  rows: drills.rows,
  tombstones: drills.tombstones,
  error: drills.error,
  startedAt: drills.startedAt,
  finishedAt: drills.finishedAt,
};

function toDrill(row: Pick<typeof drills.$inferSelect, keyof typeof columns>): Drill {
  const { step, backupId, tables, rows, tombstones, error, finishedAt, ...rest } = row;
  return {
    ...rest,
    step: step ?? undefined,
    backupId: backupId ?? undefined,
    error: error ?? undefined,
    finishedAt: finishedAt ?? undefined,
    ...(tables === null ? {} : { tables }),
    ...(rows === null ? {} : { rows }),
    ...(tombstones === null ? {} : { tombstones }),
  };
}
