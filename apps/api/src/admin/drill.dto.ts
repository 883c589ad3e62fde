import { DRILL_KINDS, DRILL_STATES, type DrillKind, type DrillState } from '@hearthlore/backup';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, Matches, MaxLength, ValidateIf } from 'class-validator';

const HEALTH_STATES = ['good', 'stale', 'never'] as const;

export class StartDrillRequest {
  @ApiProperty({
    enum: DRILL_KINDS,
    description: '`automatic` makes a backup and tries it on the way out; `full` opens the newest file at the target.',
  })
  @IsIn(DRILL_KINDS)
  kind!: DrillKind;

  @ApiPropertyOptional({
    maxLength: 4096,
    description: 'For `full`: the age identity. It is used for this drill, in memory, and kept nowhere.',
    writeOnly: true,
  })
  @ValidateIf(({ kind, identity }: StartDrillRequest) => kind === 'full' || identity !== undefined)
  @MaxLength(4096)
  @Matches(/^\s*AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]+\s*$/)
  identity?: string;
}

export class DrillDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: DRILL_KINDS })
  kind!: DrillKind;

  @ApiProperty({ enum: DRILL_STATES })
  state!: DrillState;

  @ApiProperty({ type: String, nullable: true, description: 'What it is at, as a code.' })
  step!: string | null;

  @ApiProperty({ description: '0 to 100.' })
  progress!: number;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The backup that was tried.' })
  backupId!: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Tables that came back as they were.' })
  tables!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Rows in them.' })
  rows!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Erasures that were repeated.' })
  tombstones!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How long it took.' })
  seconds!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Code of what did not hold.' })
  error!: string | null;

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt!: string | null;
}

export class RecoveryStateDto {
  @ApiProperty({ enum: HEALTH_STATES, description: '`stale`: a good one is overdue. `never`: there was none.' })
  state!: (typeof HEALTH_STATES)[number];

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastGoodAt!: string | null;
}

export class RecoveryHealthDto {
  @ApiProperty({ type: RecoveryStateDto })
  backup!: RecoveryStateDto;

  @ApiProperty({ type: RecoveryStateDto })
  drill!: RecoveryStateDto;
}

export class DrillListDto {
  @ApiProperty({ type: [DrillDto], description: 'Newest first.' })
  data!: DrillDto[];

  @ApiProperty({ type: RecoveryHealthDto })
  health!: RecoveryHealthDto;
}
