import type { AuthFailure } from '@hearthlore/audit';
import type { Clock } from '@hearthlore/kernel';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { ALERTS } from '../operations/alerts.js';
import type { InstallationState, InstallationStates } from '../operations/installation-state.js';

const PREFIX = 'hearthlore_';
/** Seconds: from a look-up to an answer that a model on a slow machine writes. */
const BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];

export interface MeasuredRequest {
  readonly method: string;
  /** As the route is written, never as it was asked for: an id in a label would name a document. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export const VECTOR_OPERATIONS = ['add', 'search', 'forget'] as const;
export type VectorOperation = (typeof VECTOR_OPERATIONS)[number];

export interface MeasuredVectors {
  readonly operation: VectorOperation;
  /** `fallback`: the vector store did not answer, and the sealed packs were searched in its place. */
  readonly outcome: 'done' | 'fallback' | 'failed';
  readonly seconds: number;
}

/** What Prometheus reads. No label names a member, an address or a document. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = this.#histogram('http_request_duration_seconds', 'Answers by route template', [
    'method',
    'route',
    'status',
  ]);
  readonly #authFailures = new Counter({
    name: `${PREFIX}auth_failures_total`,
    help: 'Failed sign-ins and other proofs, by what they failed at',
    labelNames: ['reason'],
    registers: [this.#registry],
  });
  readonly #vectors = this.#histogram('vector_store_duration_seconds', 'Work on vectors by operation and outcome', [
    'operation',
    'outcome',
  ]);
  readonly #vectorsUp = this.#gauge('vector_store_up', '0 while the vector store does not answer', ['kind']);
  readonly #circuit = this.#gauge('vector_store_circuit_open', '1 while nothing is sent to the vector store');
  readonly #points = this.#gauge('vector_store_points', 'Points in the vector store, at most');
  readonly #waiting = this.#gauge('vector_store_waiting_documents', 'Documents that wait for the vector store');
  readonly #readable = this.#gauge('state_readable', '0 while database or data folder do not answer');
  readonly #queueJobs = this.#gauge('queue_jobs', 'Jobs by queue and state; failed ones are dead letters', [
    'queue',
    'state',
  ]);
  readonly #queuePaused = this.#gauge('queue_paused', '1 while a queue is paused', ['queue']);
  readonly #queueAge = this.#gauge('queue_oldest_waiting_seconds', 'Age of the job that waits longest', ['queue']);
  readonly #backupAge = this.#gauge('backup_age_seconds', 'Age of the newest good backup; absent where there is none');
  readonly #backupBytes = this.#gauge('backup_size_bytes', 'Size of the newest good backup');
  readonly #backupVerified = this.#gauge('backup_verified_age_seconds', 'Since it was last read back and compared');
  readonly #drillAge = this.#gauge('drill_age_seconds', 'Age of the newest good restore drill; absent where none');
  readonly #audit = this.#gauge('audit_intact', '1 while the audit log is what was signed');
  readonly #incidents = this.#gauge('incidents_open', 'Incidents that nobody has closed');
  readonly #diskFree = this.#gauge('disk_free_bytes', 'Free space below the data folder');
  readonly #diskTotal = this.#gauge('disk_total_bytes', 'Space below the data folder');
  readonly #alerts = this.#gauge('alert', '1 while an alert stands', ['name']);

  constructor(
    private readonly states: Pick<InstallationStates, 'look'>,
    private readonly clock: Clock,
  ) {
    collectDefaultMetrics({ register: this.#registry, prefix: PREFIX });
  }

  observeRequest({ method, route, status, seconds }: MeasuredRequest): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  observeVectors({ operation, outcome, seconds }: MeasuredVectors): void {
    this.#vectors.observe({ operation, outcome }, seconds);
  }

  countAuthFailure(reason: AuthFailure): void {
    this.#authFailures.inc({ reason });
  }

  /** @returns The text format, version 0.0.4. */
  async read(): Promise<string> {
    try {
      this.#note(await this.states.look());
      this.#readable.set(1);
    } catch {
      // That nobody knows is what has to be told; the reason is in the log of whoever is used for more than a look.
      this.#readable.set(0);
    }
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  #note({ measure, queues, disk, isAuditIntact, alerts, vectors }: InstallationState): void {
    const age = (gauge: Gauge, at: Date | undefined): void => {
      gauge.reset();
      // Without labels a reset gauge reads 0, which would be an age: it has to be gone.
      if (at === undefined) gauge.remove();
      else gauge.set((this.clock.now().getTime() - at.getTime()) / 1000);
    };
    for (const { name: queue, waiting, active, delayed, failed, isPaused, oldestWaitingAt } of queues ?? []) {
      for (const [state, count] of Object.entries({ waiting, active, delayed, failed }))
        this.#queueJobs.set({ queue, state }, count);
      this.#queuePaused.set({ queue }, Number(isPaused));
      const seconds = oldestWaitingAt === undefined ? 0 : this.clock.now().getTime() - oldestWaitingAt.getTime();
      this.#queueAge.set({ queue }, Math.max(0, seconds / 1000));
    }
    age(this.#backupAge, measure.backupAt);
    age(this.#backupVerified, measure.backupVerifiedAt);
    age(this.#drillAge, measure.drillAt);
    this.#backupBytes.set(measure.backupBytes ?? 0);
    this.#audit.set(Number(isAuditIntact));
    this.#incidents.set(measure.openIncidents);
    this.#vectorsUp.set({ kind: vectors.kind }, Number(vectors.isUp));
    this.#circuit.set(Number(vectors.isCircuitOpen));
    this.#points.set(vectors.points.points);
    this.#waiting.set(vectors.points.waiting);
    this.#diskFree.set(disk.freeBytes);
    this.#diskTotal.set(disk.totalBytes);
    for (const name of ALERTS) this.#alerts.set({ name }, Number(alerts[name]));
  }

  #gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
    return new Gauge({ name: `${PREFIX}${name}`, help, labelNames: [...labelNames], registers: [this.#registry] });
  }

  #histogram(name: string, help: string, labelNames: readonly string[]): Histogram {
    return new Histogram({
      name: `${PREFIX}${name}`,
      help,
      labelNames: [...labelNames],
      buckets: BUCKETS,
      registers: [this.#registry],
    });
  }
}
