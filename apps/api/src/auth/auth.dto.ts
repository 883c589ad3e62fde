import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsEmail, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { ROLES, type Role } from '@hearthlore/identity';

/** People paste addresses with spaces around them; comparing ignores those, so the check does too. */
export function trimmed({ value }: { readonly value: unknown }): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/** Long enough for any passphrase, short enough that hashing it costs nothing. */
export const PASSPHRASE = 1024;

/** What somebody says about the device that they sign in on. */
export class RememberRequest {
  @ApiPropertyOptional({
    default: true,
    description: 'Whether the browser keeps the session when it is closed; false on a device that others use.',
  })
  @IsOptional()
  @IsBoolean()
  remember?: boolean;
}

export class LoginRequest extends RememberRequest {
  @ApiProperty({ format: 'email' })
  @IsString()
  @MaxLength(320)
  email!: string;

  @ApiProperty()
  @IsString()
  @Length(1, PASSPHRASE)
  passphrase!: string;
}

/** Who somebody is: asked for at set-up and when an invitation is accepted. */
export class NewMemberRequest {
  @ApiProperty()
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty({ format: 'email' })
  @Transform(trimmed)
  @IsEmail()
  @MaxLength(320)
  email!: string;

  @ApiProperty({ description: 'At least 15 characters and hard to guess; five generated words are offered.' })
  @IsString()
  @Length(1, PASSPHRASE)
  passphrase!: string;
}

export class UserDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty()
  email!: string;

  @ApiProperty({ enum: ROLES })
  role!: Role;

  @ApiProperty({ enum: ['awaiting-confirmation', 'active', 'disabled'] })
  state!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class SignedInDto {
  @ApiProperty()
  accessToken!: string;

  @ApiProperty({ description: 'Seconds' })
  expiresIn!: number;

  @ApiProperty({ type: UserDto })
  user!: UserDto;

  @ApiProperty({ description: 'The session has no keys yet: the passphrase brings them.' })
  locked!: boolean;
}

export class NewSignedInDto extends SignedInDto {
  @ApiProperty({ description: 'Shown once and stored nowhere: the only way back without the passphrase.' })
  recoveryKey!: string;
}

export class NewMemberDto {
  @ApiProperty({ type: UserDto })
  user!: UserDto;

  @ApiProperty()
  recoveryKey!: string;
}

export class ProblemDto {
  @ApiProperty()
  type!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty()
  status!: number;

  @ApiProperty({ description: 'Stable; clients switch on it.' })
  code!: string;

  @ApiProperty()
  instance!: string;

  @ApiProperty()
  requestId!: string;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object', properties: { pointer: { type: 'string' }, code: { type: 'string' } } },
  })
  errors?: { pointer: string; code: string }[];
}
