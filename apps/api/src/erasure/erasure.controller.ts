import { OwnErasure } from '@hearthlore/data-rights';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { OwnAccount } from '../http/role.decorators.js';
import { ErasureStateDto, RequestedErasureDto, RequestErasureRequest } from './erasure.dto.js';
import { toRequestedErasureDto, toScheduledErasureDto } from './erasure.presenter.js';

/** The end of the own account: asked for, taken back within a week, or done. */
@ApiTags('erasure')
@ApiBearerAuth()
@OwnAccount()
@Controller('erasure')
export class ErasureController {
  constructor(private readonly erasure: OwnErasure) {}

  @Get()
  @ApiOkResponse({ type: ErasureStateDto })
  async find(@CurrentVault() vault: MemberVault): Promise<ErasureStateDto> {
    const scheduled = await this.erasure.find(vault.ownerId);
    return { scheduled: scheduled === undefined ? null : toScheduledErasureDto(scheduled) };
  }

  @Post()
  @HttpCode(202)
  @NeedsStepUp()
  @ApiAcceptedResponse({ type: RequestedErasureDto })
  async request(
    @CurrentVault() vault: MemberVault,
    @Body() { confirm }: RequestErasureRequest,
  ): Promise<RequestedErasureDto> {
    return toRequestedErasureDto(await this.erasure.request(vault.ownerId, confirm));
  }

  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'The account stays.' })
  async cancel(@CurrentVault() vault: MemberVault): Promise<void> {
    await this.erasure.cancel(vault.ownerId);
  }
}
