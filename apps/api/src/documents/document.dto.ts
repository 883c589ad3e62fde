import { DOCUMENT_STATES, type DocumentState } from '@hearthlore/documents';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsISO8601, IsString, Length, Matches, ValidateIf } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

/** The fields beside the file. */
export class UploadFields {
  @ApiPropertyOptional()
  @MayBeAbsent()
  @IsString()
  @Length(1, 300)
  title?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  @MayBeAbsent()
  @IsISO8601({ strict: true })
  expiresAt?: string;

  @ApiPropertyOptional({ description: 'ISO 639-1' })
  @MayBeAbsent()
  @Matches(/^[a-z]{2}$/)
  language?: string;
}

export class UploadQuery {
  @ApiPropertyOptional({ type: Boolean, description: 'Adds a file again that is here already.' })
  @MayBeAbsent()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  allowDuplicate?: boolean;
}

export class UpdateDocumentRequest {
  @ApiPropertyOptional()
  @MayBeAbsent()
  @IsString()
  @Length(1, 300)
  title?: string;

  @ApiPropertyOptional({ format: 'date-time', nullable: true, type: String })
  @ValidateIf((request: UpdateDocumentRequest) => request.expiresAt !== null && request.expiresAt !== undefined)
  @IsISO8601({ strict: true })
  expiresAt?: string | null;

  @ApiPropertyOptional({
    description: 'Kept from every rule and date until it is released; the own deletion still takes it.',
  })
  @MayBeAbsent()
  @IsBoolean()
  hold?: boolean;
}

export class DocumentDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty()
  fileName!: string;

  @ApiProperty()
  mediaType!: string;

  @ApiProperty()
  bytes!: number;

  @ApiProperty({ nullable: true, type: Number })
  pages!: number | null;

  @ApiProperty()
  passages!: number;

  @ApiProperty({ nullable: true, type: String })
  language!: string | null;

  @ApiProperty({ enum: DOCUMENT_STATES })
  state!: DocumentState;

  @ApiProperty({ minimum: 0, maximum: 100 })
  progress!: number;

  @ApiProperty({ nullable: true, type: String, description: 'A code such as document.encrypted.' })
  error!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  expiresAt!: string | null;

  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'Since when no rule and no date may take it.',
  })
  heldAt!: string | null;
}

export class DocumentListDto {
  @ApiProperty({ type: [DocumentDto] })
  data!: DocumentDto[];
}

export class PassageDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  index!: number;

  @ApiProperty()
  text!: string;

  @ApiProperty({ description: 'Path of headings, or empty.' })
  heading!: string;

  @ApiProperty({ nullable: true, type: Number })
  page!: number | null;

  @ApiProperty({ nullable: true, type: Number })
  lastPage!: number | null;
}

export class PassageListDto {
  @ApiProperty({ type: [PassageDto] })
  data!: PassageDto[];
}
