import { AuditAction } from '@hearthlore/audit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsEnum, IsInt, Matches, Max, Min } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

const ACTIONS = Object.values(AuditAction);

export class ListActivityQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({ description: 'nextCursor of the page before.' })
  @MayBeAbsent()
  @Matches(/^\d{1,15}$/)
  cursor?: string;
}

export class ListAuditQuery extends ListActivityQuery {
  @ApiPropertyOptional({ enum: ACTIONS })
  @MayBeAbsent()
  @IsEnum(AuditAction)
  action?: AuditAction;
}

export class AuditEntryDto {
  @ApiProperty({ description: 'Number of the entry, from 0.' })
  seq!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Absent where the entry is damaged.' })
  at!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Absent where the entry is damaged.' })
  action!: string | null;

  @ApiProperty({ type: String, enum: ['ok', 'refused'], nullable: true })
  result!: 'ok' | 'refused' | null;

  @ApiProperty({ type: String, nullable: true, description: 'Keyed tag of who did it: the same for the same member.' })
  actor!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Keyed tag of whom or what it was done to.' })
  object!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Keyed tag of the network it came from (/24, /48).' })
  network!: string | null;

  @ApiProperty({ type: String, nullable: true })
  requestId!: string | null;

  @ApiProperty({ description: 'The entry as it lies in the log, which its leaf is the hash of.' })
  text!: string;
}

/** How the log stands. */
export class AuditHeadDto {
  @ApiProperty({ description: 'Entries in the log.' })
  size!: number;

  @ApiProperty({ description: 'False once the log was found changed from outside.' })
  isIntact!: boolean;

  @ApiProperty({ type: Number, nullable: true, description: 'Entries that the newest checkpoint vouches for.' })
  checkpointSize!: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Signed note (C2SP tlog-checkpoint). Kept elsewhere, it shows later whether the log was rewritten.',
  })
  checkpoint!: string | null;

  @ApiProperty({ description: 'Verifies checkpoints (C2SP signed-note, verifier key).' })
  verifierKey!: string;
}

export class AuditListDto {
  @ApiProperty({ type: [AuditEntryDto] })
  data!: AuditEntryDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The tag that stands for the member who asks.' })
  ownTag!: string | null;
}

export class ActivityDto extends AuditListDto {
  @ApiProperty({ type: AuditHeadDto })
  log!: AuditHeadDto;
}
