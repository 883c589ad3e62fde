import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  Equals,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

const BASE64URL = /^[A-Za-z0-9_-]+$/;
/** Credential ids have at most 1,023 bytes (WebAuthn Level 3 §4). */
const CREDENTIAL_ID = 1364;
/** More than any authenticator sends, in characters. */
const MOST = 16_384;
/** 32 bytes. */
export const SECRET = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
export const SECRET_NOTE =
  'base64url of 32 bytes: HKDF-SHA-256 of what the PRF gave for the salt, no salt of its own, info "hearthlore/v1/prf-unlock". The output of the PRF itself stays in the browser.';
/** Names of the WebAuthn registry, and what it may get. */
const TRANSPORT = /^[a-z-]{1,32}$/;

/** A public key credential as browsers serialise it (WebAuthn Level 3 §5.1, `toJSON`). */
class CredentialDto {
  @ApiProperty({ description: 'base64url' })
  @IsString()
  @Matches(BASE64URL)
  @Length(1, CREDENTIAL_ID)
  id!: string;

  @ApiProperty({ description: 'base64url' })
  @IsString()
  @Matches(BASE64URL)
  @Length(1, CREDENTIAL_ID)
  rawId!: string;

  @ApiProperty({ enum: ['public-key'] })
  @Equals('public-key')
  type!: 'public-key';

  @ApiPropertyOptional({ enum: ['platform', 'cross-platform'] })
  @IsOptional()
  @IsIn(['platform', 'cross-platform'])
  authenticatorAttachment?: 'platform' | 'cross-platform';

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Not looked at; leave the results of the PRF out.',
  })
  @IsOptional()
  @IsObject()
  clientExtensionResults?: object;
}

class AssertionResponseDto {
  @ApiProperty({ description: 'base64url' })
  @IsString()
  @Matches(BASE64URL)
  @Length(1, MOST)
  clientDataJSON!: string;

  @ApiProperty({ description: 'base64url' })
  @IsString()
  @Matches(BASE64URL)
  @Length(1, MOST)
  authenticatorData!: string;

  @ApiProperty({ description: 'base64url' })
  @IsString()
  @Matches(BASE64URL)
  @Length(1, MOST)
  signature!: string;

  @ApiPropertyOptional({ description: 'base64url' })
  @IsOptional()
  @IsString()
  @Matches(BASE64URL)
  @Length(1, 128)
  userHandle?: string;
}

export class AssertionDto extends CredentialDto {
  @ApiProperty({ type: AssertionResponseDto })
  @IsObject()
  @ValidateNested()
  @Type(() => AssertionResponseDto)
  response!: AssertionResponseDto;
}

class RegistrationResponseDto {
  @ApiProperty({ description: 'base64url' })
  @IsString()
  @Matches(BASE64URL)
  @Length(1, MOST)
  clientDataJSON!: string;

  @ApiProperty({ description: 'base64url' })
  @IsString()
  @Matches(BASE64URL)
  @Length(1, MOST)
  attestationObject!: string;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @Matches(TRANSPORT, { each: true })
  transports?: string[];

  @ApiPropertyOptional({ description: 'Repeats what the attestation holds; not looked at.' })
  @IsOptional()
  @IsString()
  @Length(0, MOST)
  authenticatorData?: string;

  @ApiPropertyOptional({ nullable: true, type: String, description: 'Not looked at.' })
  @IsOptional()
  @IsString()
  @Length(0, MOST)
  publicKey?: string | null;

  @ApiPropertyOptional({ description: 'Not looked at.' })
  @IsOptional()
  publicKeyAlgorithm?: number;
}

export class RegistrationDto extends CredentialDto {
  @ApiProperty({ type: RegistrationResponseDto })
  @IsObject()
  @ValidateNested()
  @Type(() => RegistrationResponseDto)
  response!: RegistrationResponseDto;
}

/** A passkey's answer: an assertion, and the secret of its PRF where it has one. */
export class PasskeyAnswerRequest {
  @ApiProperty({ type: AssertionDto })
  @IsObject()
  @ValidateNested()
  @Type(() => AssertionDto)
  credential!: AssertionDto;

  @ApiPropertyOptional({ description: SECRET_NOTE })
  @MayBeAbsent()
  @Matches(SECRET)
  prf?: string;
}

/** The same, where it begins a session. */
export class PasskeySignInRequest extends PasskeyAnswerRequest {
  @ApiPropertyOptional({ default: true, description: 'Whether the browser keeps the session when it is closed.' })
  @IsOptional()
  @IsBoolean()
  remember?: boolean;
}

export class PasskeyOptionsRequest {
  @ApiPropertyOptional({
    type: [String],
    description:
      'Ids of credentials that this device has used here before, base64url: those that are known are asked for by name with their PRF salts, so that one touch also unlocks. Without any the browser offers what it has, and the session begins locked.',
  })
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(8)
  @Matches(BASE64URL, { each: true })
  @Length(1, CREDENTIAL_ID, { each: true })
  credentialIds?: string[];
}

export class PasskeyRequestOptionsDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'PublicKeyCredentialRequestOptionsJSON. Salts of extensions.prf.evalByCredential are base64url; a browser without parseRequestOptionsFromJSON needs them as bytes.',
  })
  options!: object;
}

export class PasskeyCreationOptionsDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'PublicKeyCredentialCreationOptionsJSON. The salt of extensions.prf.eval.first is base64url; a browser without parseCreationOptionsFromJSON needs it as bytes.',
  })
  options!: object;
}
