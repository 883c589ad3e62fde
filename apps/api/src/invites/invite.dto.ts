import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsIn, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { NewMemberRequest, trimmed } from '../auth/auth.dto.js';

const INVITED_ROLES = ['admin', 'member', 'viewer'] as const;

export class CreateInviteRequest {
  @ApiPropertyOptional({ enum: INVITED_ROLES, default: 'member' })
  @IsOptional()
  @IsIn(INVITED_ROLES)
  role: (typeof INVITED_ROLES)[number] = 'member';

  @ApiPropertyOptional({ format: 'email', description: 'Binds the invitation to this address.' })
  @IsOptional()
  @Transform(trimmed)
  @IsEmail()
  @MaxLength(320)
  email?: string;
}

export class AcceptInviteRequest extends NewMemberRequest {
  @ApiProperty()
  @IsString()
  @Length(1, 64)
  token!: string;
}

export class InviteDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: INVITED_ROLES })
  role!: string;

  @ApiProperty({ enum: ['open', 'accepted', 'confirmed', 'expired'] })
  state!: 'open' | 'accepted' | 'confirmed' | 'expired';

  @ApiProperty({ format: 'uuid', nullable: true, type: String })
  acceptedBy!: string | null;

  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class InviteListDto {
  @ApiProperty({ type: [InviteDto] })
  data!: InviteDto[];
}

export class NewInviteDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Shown once.' })
  token!: string;

  @ApiProperty({ description: 'Path of the page that accepts it.' })
  path!: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
}
