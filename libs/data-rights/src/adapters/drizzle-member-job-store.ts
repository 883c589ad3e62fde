import { memberJobs, type OwnerTransactions } from '@hearthlore/database';
import type { Id, MemberJobId, UserId } from '@hearthlore/kernel';
import { and, asc, desc, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { MemberJob, MemberJobKind, MemberJobState } from '../member-jobs/member-job.js';

const columns = {
  id: memberJobs.id,
  kind: memberJobs.kind,
  state: memberJobs.state,
  progress: memberJobs.progress,
  step: memberJobs.step,
  error: memberJobs.error,
  subjectId: memberJobs.subjectId,
  attempts: memberJobs.attempts,
  counts: memberJobs.counts,
  createdAt: memberJobs.createdAt,
  finishedAt: memberJobs.finishedAt,
  bootId: memberJobs.bootId,
};

type Row = MemberJob & { readonly bootId: Id<string> | null };
type Ended = Extract<MemberJobState, 'completed' | 'failed' | 'cancelled'>;

/** The jobs of members. One that another run of the process was at waits for its owner again: nobody is at it. */
export class DrizzleMemberJobStore {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly bootId: Id<string>,
  ) {}

  async insert(
    ownerId: UserId,
    job: { readonly id: MemberJobId; readonly kind: MemberJobKind; readonly subjectId: Id<string> | null },
  ): Promise<void> {
    await this.transactions.run(ownerId, (tx) =>
      tx.insert(memberJobs).values({ ownerId, state: 'awaiting-unlock', ...job }),
    );
  }

  async find(ownerId: UserId, id: MemberJobId): Promise<MemberJob | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx.select(columns).from(memberJobs).where(eq(memberJobs.id, id)),
    );
    return row && this.#toJob(row);
  }

  /** Newest first. */
  async list(ownerId: UserId, limit: number): Promise<MemberJob[]> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx.select(columns).from(memberJobs).orderBy(desc(memberJobs.createdAt), memberJobs.id).limit(limit),
    );
    return rows.map((row) => this.#toJob(row));
  }

  /** A job of this kind about this thing that is not over. */
  async findOpen(ownerId: UserId, kind: MemberJobKind, subjectId: Id<string> | null): Promise<MemberJob | undefined> {
    const about = subjectId === null ? isNull(memberJobs.subjectId) : eq(memberJobs.subjectId, subjectId);
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .select(columns)
        .from(memberJobs)
        .where(and(eq(memberJobs.kind, kind), about, isOpen()))
        .limit(1),
    );
    return row && this.#toJob(row);
  }

  /**
   * Takes the oldest job that is not over. To be called by who is at none of this owner's: an active one was left by a
   * process before this one, or by this one, where the database was away when it ended.
   *
   * @param kinds For which there is somebody to do them.
   */
  claim(ownerId: UserId, kinds: readonly MemberJobKind[]): Promise<MemberJob | undefined> {
    return this.transactions.run(ownerId, async (tx) => {
      const [next] = await tx
        .select({ id: memberJobs.id })
        .from(memberJobs)
        .where(and(inArray(memberJobs.kind, [...kinds]), isOpen()))
        .orderBy(asc(memberJobs.createdAt), asc(memberJobs.id))
        .limit(1)
        .for('update', { skipLocked: true });
      if (next === undefined) return undefined;
      const [row] = await tx
        .update(memberJobs)
        .set({ state: 'active', bootId: this.bootId, attempts: sql`${memberJobs.attempts} + 1`, error: null })
        .where(eq(memberJobs.id, next.id))
        .returning(columns);
      return row && this.#toJob(row);
    });
  }

  /** @returns The job as it is then, unless it is not this process's any more. */
  progress(ownerId: UserId, id: MemberJobId, progress: number, step: string): Promise<MemberJob | undefined> {
    return this.#change(ownerId, id, { progress, step });
  }

  /** Back to waiting. @param isCounted Whether the try was one that failed, not one that was cut short. */
  release(ownerId: UserId, id: MemberJobId, isCounted: boolean): Promise<MemberJob | undefined> {
    const attempts = isCounted ? {} : { attempts: sql`greatest(${memberJobs.attempts} - 1, 0)` };
    return this.#change(ownerId, id, { state: 'awaiting-unlock', progress: 0, step: null, bootId: null, ...attempts });
  }

  /** Ends a job that this process is at. */
  finish(
    ownerId: UserId,
    id: MemberJobId,
    state: Ended,
    end: { readonly error?: string; readonly counts?: Readonly<Record<string, number>>; readonly at: Date },
  ): Promise<MemberJob | undefined> {
    const { error = null, counts = null, at } = end;
    const progress = state === 'completed' ? { progress: 100 } : {};
    return this.#change(ownerId, id, { state, error, counts, finishedAt: at, bootId: null, ...progress });
  }

  /** Whatever state it is in, as long as it is not over. */
  async cancel(ownerId: UserId, id: MemberJobId, at: Date): Promise<MemberJob | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .update(memberJobs)
        .set({ state: 'cancelled', finishedAt: at, bootId: null })
        .where(and(eq(memberJobs.id, id), isOpen()))
        .returning(columns),
    );
    return row && this.#toJob(row);
  }

  /** Jobs that were over before then. */
  async deleteEnded(ownerId: UserId, before: Date): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.delete(memberJobs).where(lt(memberJobs.finishedAt, before)));
  }

  async #change(
    ownerId: UserId,
    id: MemberJobId,
    values: PgUpdateSetSource<typeof memberJobs>,
  ): Promise<MemberJob | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .update(memberJobs)
        .set(values)
        .where(and(eq(memberJobs.id, id), eq(memberJobs.state, 'active'), eq(memberJobs.bootId, this.bootId)))
        .returning(columns),
    );
    return row && this.#toJob(row);
  }

  #toJob({ bootId, ...row }: Row): MemberJob {
    return row.state === 'active' && bootId !== this.bootId ? { ...row, state: 'awaiting-unlock' } : row;
  }
}

const isOpen = () => inArray(memberJobs.state, ['awaiting-unlock', 'active']);
