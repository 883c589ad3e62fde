import { MOST_DAYS, RETENTION_KINDS, type RetentionKind } from '@hearthlore/data-rights';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Length,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

const DAYS = { nullable: true, type: Number, minimum: 1, maximum: MOST_DAYS } as const;

export class RetentionRuleDto {
  @ApiProperty({ enum: RETENTION_KINDS })
  kind!: RetentionKind;

  @ApiProperty({ ...DAYS, description: 'Null: goes by no age.' })
  days!: number | null;

  @ApiProperty({ description: 'What is the least that may be set.' })
  leastDays!: number;

  @ApiProperty({ nullable: true, type: Number, description: 'What holds where nobody set anything.' })
  defaultDays!: number | null;

  @ApiProperty({ nullable: true, type: Number, description: 'What the guides propose; absent rules are null.' })
  suggestedDays!: number | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'Null where nobody set anything.' })
  changedAt!: string | null;

  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'From when it takes anything: seven days after it was set, over what members wrote.',
  })
  bitesFrom!: string | null;
}

export class RetentionRulesDto {
  @ApiProperty({ type: [RetentionRuleDto] })
  rules!: RetentionRuleDto[];
}

export class NewRetentionRule {
  @ApiProperty({ enum: RETENTION_KINDS })
  @IsIn(RETENTION_KINDS)
  kind!: RetentionKind;

  @ApiProperty(DAYS)
  @ValidateIf((rule: NewRetentionRule) => rule.days !== null)
  @IsInt()
  @Min(1)
  @Max(MOST_DAYS)
  days!: number | null;
}

export class SetRetentionRulesRequest {
  @ApiProperty({ type: [NewRetentionRule], description: 'Kinds that are left out stay as they are.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(RETENTION_KINDS.length)
  @ValidateNested({ each: true })
  @Type(() => NewRetentionRule)
  rules!: NewRetentionRule[];

  @ApiPropertyOptional({ description: 'The phrase of `retention.confirmation-required`, typed.' })
  @MayBeAbsent()
  @IsString()
  @Length(1, 200)
  confirm?: string;
}

export class PurgeCountsDto {
  @ApiProperty()
  documents!: number;

  @ApiProperty()
  conversations!: number;

  @ApiProperty()
  exports!: number;

  @ApiProperty({ description: 'Texts of the audit log; their leaves stay.' })
  'audit-bodies'!: number;

  @ApiProperty({ description: 'Rows of sessions that ended.' })
  sessions!: number;

  @ApiProperty()
  usage!: number;

  @ApiProperty()
  jobs!: number;
}

export class RetentionResultDto {
  @ApiProperty({ description: 'How many documents of all members are past their date; whose they are is not told.' })
  expiredDocuments!: number;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ type: PurgeCountsDto })
  counts!: PurgeCountsDto;

  @ApiProperty({ description: 'Conversations with messages that wait for their owner to sign in.' })
  waiting!: number;
}

export class RetentionPreviewDto extends RetentionResultDto {
  @ApiProperty({ type: PurgeCountsDto })
  inSevenDays!: PurgeCountsDto;

  @ApiProperty({ type: PurgeCountsDto })
  inThirtyDays!: PurgeCountsDto;

  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'While the clock is not trusted, because it made a leap: when it will be.',
  })
  steadyAt!: string | null;
}

export class StartRetentionRunRequest {
  @ApiPropertyOptional({ type: Boolean, description: 'Vouches for a clock that made a leap.' })
  @MayBeAbsent()
  @IsBoolean()
  clockIsRight?: boolean;
}

export class RetentionRunDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: ['schedule', 'manager'] })
  trigger!: 'schedule' | 'manager';

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  finishedAt!: string | null;

  @ApiProperty()
  documents!: number;

  @ApiProperty()
  conversations!: number;

  @ApiProperty()
  waiting!: number;

  @ApiProperty()
  auditBodies!: number;

  @ApiProperty()
  sessions!: number;

  @ApiProperty()
  usage!: number;

  @ApiProperty({ nullable: true, type: String, description: 'A code such as retention.clock-unsteady.' })
  error!: string | null;
}

export class RetentionRunListDto {
  @ApiProperty({ type: [RetentionRunDto] })
  data!: RetentionRunDto[];
}
