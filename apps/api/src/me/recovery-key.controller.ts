import { RecoveryKeyService } from '@hearthlore/identity';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { OwnAccount } from '../http/role.decorators.js';
import { CheckRecoveryKeyRequest, RecoveryKeyDto } from '../recovery/recovery.dto.js';

@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me/recovery-key')
export class RecoveryKeyController {
  constructor(private readonly recoveryKey: RecoveryKeyService) {}

  @Post()
  @NeedsStepUp()
  @ApiCreatedResponse({ type: RecoveryKeyDto })
  async replace(@CurrentVault() vault: MemberVault): Promise<RecoveryKeyDto> {
    return { recoveryKey: await this.recoveryKey.replace(vault) };
  }

  @Post('check')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'This key opens this account.' })
  async check(@CurrentVault() vault: MemberVault, @Body() { recoveryKey }: CheckRecoveryKeyRequest): Promise<void> {
    await this.recoveryKey.check(vault, recoveryKey);
  }
}
