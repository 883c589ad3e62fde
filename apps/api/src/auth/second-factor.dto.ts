import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { PASSPHRASE, RememberRequest, SignedInDto } from './auth.dto.js';
import { PasskeyAnswerRequest } from './passkey.dto.js';

/** Six digits, or a backup code with dashes and spaces as people type it. */
const CODE = 40;

export class CodeRequest {
  @ApiProperty({ description: 'Six digits of the authenticator app.' })
  @IsString()
  @Length(1, CODE)
  code!: string;
}

export class SecondFactorRequest extends RememberRequest {
  @ApiProperty({ description: 'From the problem auth.second-factor-required.' })
  @IsString()
  @Length(1, 128)
  challenge!: string;

  @ApiProperty({ description: 'Six digits of the authenticator app, or a backup code.' })
  @IsString()
  @Length(1, CODE)
  code!: string;
}

export class AdmittedDto extends SignedInDto {
  @ApiPropertyOptional({ description: 'Only where a recovery ends here: the new recovery key, shown once.' })
  recoveryKey?: string;
}

/** Either a passphrase or a passkey. */
export class UnlockRequest {
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @Length(1, PASSPHRASE)
  passphrase?: string;

  @ApiPropertyOptional({ type: PasskeyAnswerRequest })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PasskeyAnswerRequest)
  passkey?: PasskeyAnswerRequest;
}

export class StepUpRequest extends UnlockRequest {
  @ApiPropertyOptional({ description: 'With a passphrase where a second factor is set: six digits, or a backup code.' })
  @IsOptional()
  @IsString()
  @Length(1, CODE)
  code?: string;
}
