import { ResetsService } from '@hearthlore/identity';
import type { ResetId, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { Needs } from '../http/role.decorators.js';
import { CreatedResetDto, CreateResetRequest, ResetListDto } from '../recovery/reset.dto.js';
import { toCreatedResetDto, toResetDto } from '../recovery/reset.presenter.js';

const memberId = new IdPipe<UserId>('member');
const resetId = new IdPipe<ResetId>('reset');

/** For owner and admins: links that let a member back in. They show nothing of the member and set no passphrase. */
@ApiTags('family')
@ApiBearerAuth()
@Needs('family.manage')
@Controller('users/:id/resets')
export class ResetsController {
  constructor(private readonly resets: ResetsService) {}

  @Get()
  @ApiOkResponse({ type: ResetListDto })
  async list(@CurrentVault() vault: MemberVault, @Param('id', memberId) id: UserId): Promise<ResetListDto> {
    return { data: (await this.resets.listFor(vault.ownerId, id)).map(toResetDto) };
  }

  @Post()
  @NeedsStepUp()
  @ApiCreatedResponse({ type: CreatedResetDto })
  async create(
    @CurrentVault() vault: MemberVault,
    @Param('id', memberId) id: UserId,
    @Body() { kind }: CreateResetRequest,
  ): Promise<CreatedResetDto> {
    return toCreatedResetDto(await this.resets.create(vault.ownerId, id, kind));
  }

  @Delete(':reset')
  @HttpCode(204)
  @ApiNoContentResponse()
  async cancel(
    @CurrentVault() vault: MemberVault,
    @Param('id', memberId) id: UserId,
    @Param('reset', resetId) reset: ResetId,
  ): Promise<void> {
    await this.resets.cancelFor(vault.ownerId, id, reset);
  }
}
