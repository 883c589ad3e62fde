import { SecondFactorSettings } from '@hearthlore/identity';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { renderSVG } from 'uqr';
import { CodeRequest } from '../auth/second-factor.dto.js';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { OwnAccount } from '../http/role.decorators.js';
import { BackupCodesDto, TotpOfferDto } from './security.dto.js';

@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me')
export class TotpController {
  constructor(private readonly factors: SecondFactorSettings) {}

  @Post('totp')
  @HttpCode(200)
  @NeedsStepUp()
  @ApiOkResponse({ type: TotpOfferDto })
  async offer(@CurrentVault() vault: MemberVault): Promise<TotpOfferDto> {
    const offer = await this.factors.offer(vault);
    return { ...offer, qrSvg: renderSVG(offer.uri, { ecc: 'M', border: 2 }) };
  }

  @Post('totp/confirm')
  @HttpCode(200)
  @ApiOkResponse({ type: BackupCodesDto })
  async confirm(@CurrentVault() vault: MemberVault, @Body() { code }: CodeRequest): Promise<BackupCodesDto> {
    return { backupCodes: await this.factors.confirm(vault, code) };
  }

  @Delete('totp')
  @HttpCode(204)
  @NeedsStepUp()
  @ApiNoContentResponse()
  remove(@CurrentVault() vault: MemberVault): Promise<void> {
    return this.factors.remove(vault);
  }

  @Post('backup-codes')
  @HttpCode(200)
  @NeedsStepUp()
  @ApiOkResponse({ type: BackupCodesDto })
  async replaceBackupCodes(@CurrentVault() vault: MemberVault): Promise<BackupCodesDto> {
    return { backupCodes: await this.factors.replaceBackupCodes(vault) };
  }
}
