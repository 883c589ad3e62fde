import { DrizzleExpiredDocuments } from '@hearthlore/documents';
import { SystemClock } from '@hearthlore/kernel';
import { type DynamicModule, Module } from '@nestjs/common';
import { PurgeExpiredJob } from './jobs/purge-expired.job.js';
import type { Workbench } from './workbench.js';

@Module({})
export class WorkerModule {
  static of({ transactions, secrets }: Workbench): DynamicModule {
    return {
      module: WorkerModule,
      providers: [
        {
          provide: PurgeExpiredJob,
          useFactory: () =>
            new PurgeExpiredJob(
              new DrizzleExpiredDocuments(transactions),
              new SystemClock(),
              secrets.databaseUrls.queue,
            ),
        },
      ],
    };
  }
}
