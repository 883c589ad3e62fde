import { REPORTED_KINDS, type ReportedKind, SEVERITIES, type Severity } from '@hearthlore/audit';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

const CHANGES = ['acknowledge', 'close'] as const;

export class OpenIncidentRequest {
  @ApiProperty({ enum: REPORTED_KINDS })
  @IsIn(REPORTED_KINDS)
  kind!: ReportedKind;

  @ApiProperty({ enum: SEVERITIES })
  @IsIn(SEVERITIES)
  severity!: Severity;
}

export class ChangeIncidentRequest {
  @ApiProperty({ enum: CHANGES })
  @IsIn(CHANGES)
  change!: (typeof CHANGES)[number];
}

export class IncidentDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'What happened, as a code.' })
  kind!: string;

  @ApiProperty({ enum: SEVERITIES })
  severity!: Severity;

  @ApiProperty({ enum: ['program', 'manager'], description: 'Who noticed.' })
  source!: 'program' | 'manager';

  @ApiProperty({ format: 'date-time' })
  openedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  acknowledgedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  closedAt!: string | null;
}

export class IncidentListDto {
  @ApiProperty({ type: [IncidentDto], description: 'Newest first.' })
  data!: IncidentDto[];
}
