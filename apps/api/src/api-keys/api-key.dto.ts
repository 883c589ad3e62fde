import { API_KEY_SCOPES, type ApiKeyScope, DEFAULT_OVERLAP_HOURS, MOST_OVERLAP_HOURS } from '@hearthlore/identity';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsString,
  Length,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { trimmed } from '../auth/auth.dto.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

export class CreateApiKeyRequest {
  @ApiProperty({ description: 'What your list calls the program.', minLength: 1, maxLength: 100 })
  @Transform(trimmed)
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty({ enum: API_KEY_SCOPES, isArray: true, minItems: 1, uniqueItems: true })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(API_KEY_SCOPES, { each: true })
  scopes!: ApiKeyScope[];

  @ApiPropertyOptional({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'At most 365 days ahead; 90 days where it is left out; null for never, with `neverExpires`.',
  })
  @ValidateIf((request: CreateApiKeyRequest) => request.expiresAt !== null && request.expiresAt !== undefined)
  @IsISO8601({ strict: true })
  expiresAt?: string | null;

  @ApiPropertyOptional({ description: 'Confirms that the key is to work until it is revoked.' })
  @MayBeAbsent()
  @IsBoolean()
  neverExpires?: boolean;
}

export class RotateApiKeyRequest {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MOST_OVERLAP_HOURS,
    default: DEFAULT_OVERLAP_HOURS,
    description: 'How long the old key goes on working.',
  })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(MOST_OVERLAP_HOURS)
  overlapHours: number = DEFAULT_OVERLAP_HOURS;
}

export class ApiKeyDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'The part of the key that names it: hlk_<this>_…' })
  keyId!: string;

  @ApiProperty({ description: 'The last four characters of the key.' })
  lastFour!: string;

  @ApiProperty({ enum: API_KEY_SCOPES, isArray: true })
  scopes!: ApiKeyScope[];

  @ApiProperty({ enum: ['active', 'ending', 'ended'], description: '`ending`: another key has taken its place.' })
  state!: 'active' | 'ending' | 'ended';

  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'The key whose place this one took.' })
  replaces!: string | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'To the hour.' })
  lastUsedAt!: string | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  expiresAt!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class ApiKeyListDto {
  @ApiProperty({ type: [ApiKeyDto] })
  data!: ApiKeyDto[];
}

export class NewApiKeyDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Shown once and stored nowhere.' })
  key!: string;
}
