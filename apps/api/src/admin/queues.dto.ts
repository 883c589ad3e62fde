import { QUEUE_NAMES, type QueueName, SCHEDULE_KEYS, type ScheduleKey } from '@hearthlore/jobs';
import { ApiProperty } from '@nestjs/swagger';

export class QueueDto {
  @ApiProperty({ enum: QUEUE_NAMES })
  name!: QueueName;

  @ApiProperty({ description: 'Nothing of it is begun until it is resumed.' })
  isPaused!: boolean;

  @ApiProperty()
  waiting!: number;

  @ApiProperty()
  active!: number;

  @ApiProperty({ description: 'Scheduled, or waiting for another try.' })
  delayed!: number;

  @ApiProperty({ description: 'Tried as often as it may be: dead letters.' })
  failed!: number;

  @ApiProperty({ description: 'Jobs of it that run at a time.' })
  concurrency!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  oldestWaitingAt!: string | null;
}

export class ScheduleRunDto {
  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ enum: ['completed', 'failed'] })
  outcome!: 'completed' | 'failed';

  @ApiProperty({ type: String, nullable: true, description: 'Code of what went wrong.' })
  code!: string | null;

  @ApiProperty({ description: 'How long it took.' })
  seconds!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Counts, dates and codes.',
  })
  result!: Record<string, unknown> | null;
}

export class ScheduleDto {
  @ApiProperty({ enum: SCHEDULE_KEYS })
  key!: ScheduleKey;

  @ApiProperty({ enum: QUEUE_NAMES })
  queue!: QueueName;

  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'cron: minute, hour, day of month, month, day of week.' })
  pattern!: string;

  @ApiProperty({ type: String, nullable: true, description: 'IANA name.' })
  timeZone!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextAt!: string | null;

  @ApiProperty({ type: ScheduleRunDto, nullable: true })
  last!: ScheduleRunDto | null;
}

export class QueueListDto {
  @ApiProperty({ type: [QueueDto] })
  data!: QueueDto[];

  @ApiProperty({ type: [ScheduleDto] })
  schedules!: ScheduleDto[];
}

export class DeadLetterDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  failedAt!: string | null;

  @ApiProperty()
  attempts!: number;

  @ApiProperty({ description: 'Code of what went wrong; what the job was about is not told.' })
  code!: string;
}

export class DeadLetterListDto {
  @ApiProperty({ type: [DeadLetterDto] })
  data!: DeadLetterDto[];
}

export class QueueChangeDto {
  @ApiProperty({ description: 'Jobs that it was done to.' })
  jobs!: number;
}

export class StartedJobDto {
  @ApiProperty()
  jobId!: string;
}
