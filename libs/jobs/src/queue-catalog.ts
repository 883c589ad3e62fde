import type { BackupId, DrillId, IncidentId, NoticeId, UserId } from '@hearthlore/kernel';

/** Nothing to say but what to do. */
export type NoData = Readonly<Record<string, never>>;

/**
 * Every queue, the jobs in it and what each carries: ids and dates, never a word that anybody wrote. The worker works
 * them off, but for `notify`: only the api process can open an address.
 */
export interface QueueCatalog {
  readonly retention: {
    readonly purge: NoData;
    /** As a manager asks for it. */
    readonly 'purge-now': NoData;
    readonly preview: NoData;
    readonly 'tell-ahead': NoData;
  };
  readonly erasure: { readonly 'erase-due': NoData };
  readonly backup: {
    readonly create: { readonly backupId: BackupId };
    readonly 'create-scheduled': NoData;
    readonly verify: { readonly backupId: BackupId };
    readonly prune: NoData;
  };
  readonly drill: { readonly run: { readonly drillId: DrillId }; readonly 'run-scheduled': NoData };
  readonly sweep: {
    readonly sweep: NoData;
    readonly 'sweep-points': NoData;
    /** As a manager asks for it. */
    readonly 'renew-points': NoData;
  };
  readonly notify: {
    readonly notice: { readonly ownerId: UserId; readonly noticeId: NoticeId };
    readonly incident: { readonly incidentId: IncidentId };
  };
}

export type QueueName = keyof QueueCatalog;
export type JobName<Q extends QueueName> = keyof QueueCatalog[Q] & string;
export type JobData<Q extends QueueName, N extends JobName<Q>> = QueueCatalog[Q][N];

export const QUEUE_NAMES: readonly QueueName[] = ['retention', 'erasure', 'backup', 'drill', 'sweep', 'notify'];

export function parseQueueName(text: string): QueueName | undefined {
  return QUEUE_NAMES.find((name) => name === text);
}
