import { MOST_DAYS, WRITTEN_KINDS, type WrittenKind } from '@hearthlore/data-rights';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
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

export class OwnRetentionRuleDto {
  @ApiProperty({ enum: WRITTEN_KINDS })
  kind!: WrittenKind;

  @ApiProperty({ ...DAYS, description: 'The own choice; null where there is none.' })
  days!: number | null;

  @ApiProperty({ ...DAYS, description: 'The rule of the installation; the shorter of both counts.' })
  installationDays!: number | null;

  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'From when anything goes by either; null where nothing does.',
  })
  bitesFrom!: string | null;
}

export class OwnRetentionDto {
  @ApiProperty({ type: [OwnRetentionRuleDto] })
  rules!: OwnRetentionRuleDto[];
}

export class NewOwnRetentionRule {
  @ApiProperty({ enum: WRITTEN_KINDS })
  @IsIn(WRITTEN_KINDS)
  kind!: WrittenKind;

  @ApiProperty({ ...DAYS, description: 'Null gives the own choice up.' })
  @ValidateIf((rule: NewOwnRetentionRule) => rule.days !== null)
  @IsInt()
  @Min(1)
  @Max(MOST_DAYS)
  days!: number | null;
}

export class SetOwnRetentionRequest {
  @ApiProperty({ type: [NewOwnRetentionRule], description: 'Kinds that are left out stay as they are.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(WRITTEN_KINDS.length)
  @ValidateNested({ each: true })
  @Type(() => NewOwnRetentionRule)
  rules!: NewOwnRetentionRule[];

  @ApiPropertyOptional({ description: 'The phrase of `retention.confirmation-required`, typed.' })
  @MayBeAbsent()
  @IsString()
  @Length(1, 200)
  confirm?: string;
}

export class OwnPreviewQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 366, default: 30 })
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(366)
  days: number = 30;
}

const DUE_KINDS = ['document', 'conversation', 'messages'] as const;

export class DueThingDto {
  @ApiProperty({ enum: DUE_KINDS, description: '`messages`: single ones of a conversation; `due` is of the first.' })
  kind!: (typeof DUE_KINDS)[number];

  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ format: 'date-time', description: 'It goes with the first run after this.' })
  due!: string;
}

export class OwnPreviewDto {
  @ApiProperty({ type: [DueThingDto], description: 'The first to go first; what is held is not in it.' })
  data!: DueThingDto[];
}
