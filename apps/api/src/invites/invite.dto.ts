import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsEmail, IsIn, IsString, Length, MaxLength } from 'class-validator';
import { NewMemberDto, NewMemberRequest, trimmed } from '../auth/auth.dto.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

const INVITED_ROLES = ['admin', 'member', 'viewer'] as const;

export class CreateInviteRequest {
  @ApiPropertyOptional({ enum: INVITED_ROLES, default: 'member' })
  @MayBeAbsent()
  @IsIn(INVITED_ROLES)
  role: (typeof INVITED_ROLES)[number] = 'member';

  @ApiPropertyOptional({ format: 'email', description: 'Binds the invitation to this address.' })
  @MayBeAbsent()
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

export class PreviewInviteRequest {
  @ApiProperty()
  @IsString()
  @Length(1, 64)
  token!: string;
}

export class ConfirmInviteRequest {
  @ApiPropertyOptional({
    type: [String],
    description: 'The six words that were compared: refused when the member’s key has changed since.',
  })
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(6)
  @ArrayMaxSize(6)
  @IsString({ each: true })
  @Length(1, 40, { each: true })
  words?: string[];
}

export class InvitePreviewDto {
  @ApiProperty({ description: 'Empty where it cannot be read.' })
  inviterName!: string;

  @ApiProperty({ enum: INVITED_ROLES })
  role!: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
}

export class AcceptedInviteDto extends NewMemberDto {
  @ApiProperty({ type: [String], description: 'Six words to read to the inviter, who sees the same ones.' })
  words!: string[];
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

  @ApiProperty({ type: [String], description: 'Of an accepted one: what the new member should read aloud.' })
  words!: string[];

  @ApiProperty({ description: 'The member’s key is another one than the one you have confirmed: ask why.' })
  keyChanged!: boolean;

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

  @ApiProperty({ description: 'Of the page that accepts it; the token stands behind the fragment, out of every log.' })
  path!: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
}
