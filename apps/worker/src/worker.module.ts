import type { JobHandlers, QueueName } from '@hearthlore/jobs';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { backupProcessor } from './jobs/backup.processor.js';
import { drillProcessor } from './jobs/drill.processor.js';
import { erasureProcessor } from './jobs/erasure.processor.js';
import { retentionProcessor } from './jobs/retention.processor.js';
import { sweepProcessor } from './jobs/sweep.processor.js';
import { WorkedQueue } from './worked-queue.js';
import type { Workbench } from './workbench.js';

@Module({})
export class WorkerModule {
  static of(workbench: Workbench): DynamicModule {
    return {
      module: WorkerModule,
      providers: [
        worked(workbench, 'backup', backupProcessor(workbench)),
        worked(workbench, 'drill', drillProcessor(workbench)),
        worked(workbench, 'erasure', erasureProcessor(workbench)),
        worked(workbench, 'retention', retentionProcessor(workbench)),
        worked(workbench, 'sweep', sweepProcessor(workbench)),
      ],
    };
  }
}

function worked<Q extends QueueName>(workbench: Workbench, queue: Q, handlers: JobHandlers<Q>): Provider {
  return { provide: `queue:${queue}`, useFactory: () => new WorkedQueue(workbench, queue, handlers) };
}
