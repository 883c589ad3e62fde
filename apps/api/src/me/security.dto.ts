import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsString, Length, Matches, ValidateNested } from 'class-validator';
import { RegistrationDto, SECRET, SECRET_NOTE } from '../auth/passkey.dto.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

const NAME = 100;

export class StepUpDto {
  @ApiProperty({ format: 'date-time', description: 'Until then routes that need a step-up are open.' })
  until!: string;
}

export class PasskeyDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'base64url; a device that remembers it can unlock with one touch at the next sign-in.' })
  credentialId!: string;

  @ApiProperty({ type: [String] })
  transports!: string[];

  @ApiProperty({ description: 'base64url of 32 bytes: what the PRF of this passkey is asked with.' })
  prfSalt!: string;

  @ApiProperty({ description: 'Whether it opens the vault by itself; else the passphrase is asked for.' })
  unlocks!: boolean;

  @ApiProperty({ description: 'Whether its provider has copied it to other devices.' })
  backedUp!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  lastUsedAt!: string | null;
}

export class PasskeyListDto {
  @ApiProperty({ type: [PasskeyDto] })
  data!: PasskeyDto[];
}

class PasskeyNameRequest {
  @ApiProperty({ description: 'What the member calls it.' })
  @IsString()
  @Length(1, NAME)
  name!: string;
}

export class RenamePasskeyRequest extends PasskeyNameRequest {}

export class AddPasskeyRequest extends PasskeyNameRequest {
  @ApiProperty({ type: RegistrationDto })
  @IsObject()
  @ValidateNested()
  @Type(() => RegistrationDto)
  credential!: RegistrationDto;

  @ApiPropertyOptional({ description: SECRET_NOTE })
  @MayBeAbsent()
  @Matches(SECRET)
  prf?: string;
}

export class TotpOfferDto {
  @ApiProperty({ description: 'Base32, to type in where no camera is.' })
  secret!: string;

  @ApiProperty({ description: 'otpauth://totp/…' })
  uri!: string;

  @ApiProperty({ description: 'The address as a QR code, one SVG element.' })
  qrSvg!: string;
}

export class BackupCodesDto {
  @ApiProperty({ type: [String], description: 'Shown once; each works once, in the place of a code of the app.' })
  backupCodes!: string[];
}

class TotpDto {
  @ApiProperty({ description: 'Whether a sign-in by passphrase asks for a code.' })
  enabled!: boolean;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  setAt!: string | null;

  @ApiProperty()
  backupCodesLeft!: number;
}

class PasskeysDto {
  @ApiProperty({ description: 'Whether there can be passkeys at this address.' })
  available!: boolean;

  @ApiProperty({ nullable: true, type: String, description: 'Why not, such as address-has-no-name.' })
  reason!: string | null;

  @ApiProperty()
  count!: number;
}

export class SecurityDto {
  @ApiProperty({ type: TotpDto })
  totp!: TotpDto;

  @ApiProperty({ type: PasskeysDto })
  passkeys!: PasskeysDto;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'When the recovery key was made.' })
  recoveryKeyMadeAt!: string | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  passphraseSetAt!: string | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  stepUpUntil!: string | null;
}
