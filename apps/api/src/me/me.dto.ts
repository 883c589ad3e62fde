import { PERMISSIONS, type Permission } from '@hearthlore/identity';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsString, Length } from 'class-validator';
import { trimmed, UserDto } from '../auth/auth.dto.js';

const UNLIMITED = { nullable: true, type: Number } as const;

export class LimitsDto {
  @ApiProperty({ ...UNLIMITED, description: 'Bytes of stored ciphertext.' })
  storedBytes!: number | null;

  @ApiProperty(UNLIMITED)
  documents!: number | null;

  @ApiProperty({ ...UNLIMITED, description: 'UTC days.' })
  questionsPerDay!: number | null;

  @ApiProperty({ ...UNLIMITED, description: 'Of the language model; UTC days.' })
  tokensPerDay!: number | null;
}

export class UsageDto {
  @ApiProperty()
  storedBytes!: number;

  @ApiProperty()
  documents!: number;

  @ApiProperty()
  questionsToday!: number;

  @ApiProperty()
  tokensToday!: number;
}

export class MeDto extends UserDto {
  @ApiProperty({ enum: Object.keys(PERMISSIONS), isArray: true, description: 'What this role may do.' })
  permissions!: Permission[];

  @ApiProperty({ type: LimitsDto, description: 'What holds; null is without limit.' })
  limits!: LimitsDto;

  @ApiProperty({ type: UsageDto })
  usage!: UsageDto;
}

export class UpdateMeRequest {
  @ApiProperty()
  @Transform(trimmed)
  @IsString()
  @Length(1, 100)
  name!: string;
}

export class SessionDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Such as "Firefox on Linux"; empty for a session that has no keys yet.' })
  name!: string;

  @ApiProperty({ description: 'The session that asks.' })
  current!: boolean;

  @ApiProperty({ description: 'Whether a second factor or a passkey was part of the sign-in.' })
  secondFactor!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time', description: 'When it was last refreshed.' })
  lastSeenAt!: string;
}

export class SessionListDto {
  @ApiProperty({ type: [SessionDto] })
  data!: SessionDto[];
}
