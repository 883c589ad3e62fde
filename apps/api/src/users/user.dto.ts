import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { UserDto } from '../auth/auth.dto.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';
import { LimitsDto } from '../me/me.dto.js';

const CHANGEABLE_ROLES = ['admin', 'member', 'viewer'] as const;
const CHANGEABLE_STATES = ['active', 'disabled'] as const;
/** Of PostgreSQL's integer. */
const MOST = 2_147_483_647;
const LIMIT = { nullable: true, type: 'integer', minimum: 0 } as const;

export class MemberDto extends UserDto {
  @ApiProperty({ format: 'date', nullable: true, type: String, description: 'To the day.' })
  lastSeenOn!: string | null;

  @ApiProperty()
  documents!: number;

  @ApiProperty({ description: 'Bytes of ciphertext.' })
  storedBytes!: number;

  @ApiProperty({ type: LimitsDto, description: 'Of the member’s own; null where the default holds.' })
  limits!: LimitsDto;

  @ApiProperty({ enum: ['recover', 'start-empty'], nullable: true, type: String })
  pendingReset!: 'recover' | 'start-empty' | null;

  @ApiProperty({ description: 'Name and address cannot be read until the member has come back with the recovery key.' })
  needsRecovery!: boolean;

  @ApiProperty({ description: 'The member’s key is another one than the one you have confirmed: ask why.' })
  keyChanged!: boolean;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'When the account is to be erased.' })
  erasedAt!: string | null;
}

export class MemberListDto {
  @ApiProperty({ type: [MemberDto] })
  data!: MemberDto[];

  @ApiProperty({ type: LimitsDto, description: 'What holds for members without limits of their own.' })
  defaults!: LimitsDto;
}

export class UpdateMemberRequest {
  @ApiPropertyOptional({ enum: CHANGEABLE_ROLES, description: 'The owner’s to change.' })
  @MayBeAbsent()
  @IsIn(CHANGEABLE_ROLES)
  role?: (typeof CHANGEABLE_ROLES)[number];

  @ApiPropertyOptional({ enum: CHANGEABLE_STATES })
  @MayBeAbsent()
  @IsIn(CHANGEABLE_STATES)
  state?: (typeof CHANGEABLE_STATES)[number];
}

/** All four at once: what is left out, or null, goes back to the default. */
export class SetLimitsRequest {
  @ApiPropertyOptional({ ...LIMIT, description: 'Bytes of stored ciphertext.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  storedBytes?: number | null;

  @ApiPropertyOptional(LIMIT)
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MOST)
  documents?: number | null;

  @ApiPropertyOptional(LIMIT)
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MOST)
  questionsPerDay?: number | null;

  @ApiPropertyOptional(LIMIT)
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MOST)
  tokensPerDay?: number | null;
}

export class DeleteMemberRequest {
  @ApiProperty({ description: 'The member’s e-mail address; the id where the address cannot be read.' })
  @IsString()
  @Length(1, 320)
  confirm!: string;
}
