import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  Matches,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';
import { LOWER_CASE_UUID } from '../http/lower-case-uuid.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

const CHANNELS = ['dense', 'lexical'] as const;

export class SearchRequestDto {
  @ApiProperty({ maxLength: 2000 })
  @IsString()
  @Length(1, 2000)
  query!: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 10 })
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 10;

  @ApiPropertyOptional({ type: [String], format: 'uuid', description: 'Only these documents.' })
  @MayBeAbsent()
  @IsArray()
  // An empty list could be read as "none" or as "all": it is refused.
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @Matches(LOWER_CASE_UUID, { each: true })
  documentIds?: string[];

  @ApiPropertyOptional()
  @MayBeAbsent()
  @IsBoolean()
  rerank?: boolean;

  @ApiPropertyOptional({ enum: CHANNELS, isArray: true })
  @MayBeAbsent()
  @IsArray()
  @IsIn(CHANNELS, { each: true })
  channels?: (typeof CHANNELS)[number][];
}

export class ChannelScoresDto {
  @ApiPropertyOptional()
  dense?: number;

  @ApiPropertyOptional()
  lexical?: number;
}

export class SearchHitDto {
  @ApiProperty({ format: 'uuid' })
  documentId!: string;

  @ApiProperty()
  passageId!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ nullable: true, type: Number })
  page!: number | null;

  @ApiProperty()
  heading!: string;

  @ApiProperty()
  text!: string;

  @ApiProperty()
  score!: number;

  @ApiProperty({ type: ChannelScoresDto })
  channels!: ChannelScoresDto;
}

export class SearchResultDto {
  @ApiProperty({ type: [SearchHitDto] })
  data!: SearchHitDto[];

  @ApiProperty()
  tookMs!: number;

  @ApiProperty({ description: 'Whether search by meaning took part: used, off-language, off-missing, off-request.' })
  dense!: string;

  @ApiProperty({
    description:
      'The vector store did not answer, or not yet for all of it: the sealed vectors were compared one by one, which takes longer and finds the same.',
  })
  fallback!: boolean;
}
