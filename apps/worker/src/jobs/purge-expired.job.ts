import type { Secret } from '@hearthlore/config';
import type { DrizzleExpiredDocuments } from '@hearthlore/documents';
import { type RetentionJobName, type RetentionResult, RetentionWorker } from '@hearthlore/jobs';
import type { Clock } from '@hearthlore/kernel';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** Removes documents past their date, every hour and when an admin asks. */
export class PurgeExpiredJob implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(PurgeExpiredJob.name);
  readonly #worker: RetentionWorker;

  constructor(
    private readonly expired: DrizzleExpiredDocuments,
    private readonly clock: Clock,
    queueUrl: Secret,
  ) {
    this.#worker = new RetentionWorker(
      queueUrl,
      (name) => this.#handle(name),
      (error) => this.#logger.error('a retention job failed', error),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#worker.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#worker.close();
  }

  async #handle(name: RetentionJobName): Promise<RetentionResult> {
    const now = this.clock.now();
    const expiredDocuments = name === 'purge' ? await this.expired.purge(now) : await this.expired.count(now);
    if (name === 'purge') this.#logger.log('expired documents purged', { expiredDocuments });
    return { expiredDocuments, at: now.toISOString() };
  }
}
