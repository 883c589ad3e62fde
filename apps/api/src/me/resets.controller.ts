import { ResetsService } from '@hearthlore/identity';
import type { ResetId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { OwnAccount } from '../http/role.decorators.js';
import { ResetListDto } from '../recovery/reset.dto.js';
import { toResetDto } from '../recovery/reset.presenter.js';

const resetId = new IdPipe<ResetId>('reset');

/** What an admin has prepared for this account, and the word against it. */
@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me/resets')
export class OwnResetsController {
  constructor(private readonly resets: ResetsService) {}

  @Get()
  @ApiOkResponse({ type: ResetListDto })
  async list(@CurrentVault() vault: MemberVault): Promise<ResetListDto> {
    return { data: (await this.resets.list(vault.ownerId)).map(toResetDto) };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async cancel(@CurrentVault() vault: MemberVault, @Param('id', resetId) id: ResetId): Promise<void> {
    await this.resets.cancel(vault.ownerId, id);
  }
}
