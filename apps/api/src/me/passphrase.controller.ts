import { PassphraseChangeService } from '@hearthlore/identity';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, HttpCode, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { PASSPHRASE } from '../auth/auth.dto.js';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { OwnAccount } from '../http/role.decorators.js';

export class ChangePassphraseRequest {
  @ApiProperty({ description: 'At least 15 characters and hard to guess; the old one was asked for by the step-up.' })
  @IsString()
  @Length(1, PASSPHRASE)
  passphrase!: string;
}

@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me/passphrase')
export class PassphraseController {
  constructor(private readonly passphrases: PassphraseChangeService) {}

  @Put()
  @HttpCode(204)
  @NeedsStepUp()
  @ApiNoContentResponse({ description: 'Changed. Every other device and every key of a program is signed out.' })
  async change(@CurrentVault() vault: MemberVault, @Body() { passphrase }: ChangePassphraseRequest): Promise<void> {
    await this.passphrases.change(vault, passphrase);
  }
}
