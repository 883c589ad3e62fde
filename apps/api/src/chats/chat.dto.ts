import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsString,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { LOWER_CASE_UUID } from '../http/lower-case-uuid.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

const LONGEST_TITLE = 200;
/** About two pages: more is a document. */
const LONGEST_QUESTION = 8000;

export class ListChatsQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({ description: 'nextCursor of the page before.' })
  @MayBeAbsent()
  @IsString()
  @Length(1, 200)
  cursor?: string;
}

export class CreateChatRequest {
  @ApiPropertyOptional({ maxLength: LONGEST_TITLE, description: 'Without one, the first question becomes the title.' })
  @MayBeAbsent()
  @IsString()
  @Length(1, LONGEST_TITLE)
  @Matches(/\S/)
  title?: string;
}

export class UpdateChatRequest {
  @ApiPropertyOptional({ maxLength: LONGEST_TITLE })
  @MayBeAbsent()
  @IsString()
  @Length(1, LONGEST_TITLE)
  @Matches(/\S/)
  title?: string;

  @ApiPropertyOptional({ description: 'Kept from every rule until it is released; the own deletion still takes it.' })
  @MayBeAbsent()
  @IsBoolean()
  hold?: boolean;
}

export class AskRequest {
  @ApiProperty({ maxLength: LONGEST_QUESTION })
  @IsString()
  @Length(1, LONGEST_QUESTION)
  @Matches(/\S/)
  text!: string;

  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    minItems: 1,
    description: 'Answer from these documents alone.',
  })
  @MayBeAbsent()
  @IsArray()
  // An empty list could be read as "none" or as "all": it is refused.
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @Matches(LOWER_CASE_UUID, { each: true })
  documentIds?: string[];
}

export class ChatDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Empty until the first question.' })
  title!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'Since when no rule may take it.' })
  heldAt!: string | null;
}

export class ChatListDto {
  @ApiProperty({ type: [ChatDto] })
  data!: ChatDto[];

  @ApiProperty({ nullable: true, type: String })
  nextCursor!: string | null;
}

export class CitationDto {
  @ApiProperty({ description: 'The number in square brackets.' })
  n!: number;

  @ApiProperty({ description: 'Id of the passage.' })
  chunkId!: string;

  @ApiProperty({ format: 'uuid' })
  documentId!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ nullable: true, type: Number })
  page!: number | null;

  @ApiProperty({ description: 'A sentence of the passage, letter for letter.' })
  quote!: string;

  @ApiProperty()
  score!: number;
}

export class SourceDto {
  @ApiProperty({ description: 'The number in square brackets, whether or not the answer uses it.' })
  n!: number;

  @ApiProperty({ format: 'uuid' })
  documentId!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ nullable: true, type: Number })
  page!: number | null;

  @ApiProperty({ nullable: true, type: Number })
  lastPage!: number | null;
}

export class GroundingDto {
  @ApiProperty({ description: 'Sentences with a checked citation.' })
  supported!: number;

  @ApiProperty({ description: 'Sentences without one.' })
  unsupported!: number;
}

const MESSAGE_STATES = ['complete', 'aborted', 'failed'] as const;

export class MessageDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: ['user', 'assistant'] })
  role!: 'user' | 'assistant';

  @ApiProperty()
  text!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ enum: MESSAGE_STATES, description: 'A question is always complete.' })
  state!: (typeof MESSAGE_STATES)[number];

  @ApiProperty({ type: [String], description: 'The documents a question was limited to; empty for all.' })
  documentIds!: string[];

  @ApiProperty({ nullable: true, type: String, description: 'Null for questions and for quoted answers.' })
  model!: string | null;

  @ApiProperty({ nullable: true, type: Number, description: 'Milliseconds from question to end.' })
  ms!: number | null;

  @ApiProperty({
    nullable: true,
    type: String,
    description: 'Why passages are quoted: model.unavailable, model.context-too-small.',
  })
  notice!: string | null;

  @ApiProperty({ type: [SourceDto] })
  sources!: SourceDto[];

  @ApiProperty({ type: [CitationDto] })
  citations!: CitationDto[];

  @ApiProperty({ type: GroundingDto, nullable: true })
  grounding!: GroundingDto | null;
}

export class MessageListDto {
  @ApiProperty({ type: [MessageDto] })
  data!: MessageDto[];
}
