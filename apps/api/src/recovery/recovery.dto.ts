import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsString, Length, Matches, MaxLength } from 'class-validator';
import { PASSPHRASE, trimmed } from '../auth/auth.dto.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

/** 54 symbols in 14 groups, with room for the spaces people put between them. */
const RECOVERY_KEY = 200;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export class RecoveryKeyDto {
  @ApiProperty({ description: 'Shown once and stored nowhere; the one before opens nothing from here on.' })
  recoveryKey!: string;
}

export class CheckRecoveryKeyRequest {
  @ApiProperty()
  @IsString()
  @Length(1, RECOVERY_KEY)
  recoveryKey!: string;
}

/** A new passphrase, and who somebody is where the installation cannot tell any more. */
class ComeBackRequest {
  @ApiProperty({ description: 'The new one: at least 15 characters and hard to guess.' })
  @IsString()
  @Length(1, PASSPHRASE)
  passphrase!: string;

  @ApiPropertyOptional({ format: 'email', description: 'After 422 `auth.profile-required`.' })
  @MayBeAbsent()
  @Transform(trimmed)
  @IsEmail()
  @MaxLength(320)
  email?: string;

  @ApiPropertyOptional({ description: 'After 422 `auth.profile-required`.' })
  @MayBeAbsent()
  @IsString()
  @Length(1, 100)
  name?: string;
}

export class RecoverRequest extends ComeBackRequest {
  @ApiProperty({ description: 'In any case, with or without spaces and hyphens.' })
  @IsString()
  @Length(1, RECOVERY_KEY)
  recoveryKey!: string;

  @ApiPropertyOptional({ description: 'From the link of an admin; the key must then be the same member’s.' })
  @MayBeAbsent()
  @Matches(TOKEN)
  resetToken?: string;
}

export class LookAtResetRequest {
  @ApiProperty({ description: 'What stands after the # of the link.' })
  @IsString()
  @Length(1, 100)
  token!: string;
}

export class UseResetRequest extends ComeBackRequest {
  @ApiProperty({ description: 'What stands after the # of the link.' })
  @IsString()
  @Length(1, 100)
  token!: string;
}
