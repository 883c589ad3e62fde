import { OwnPreview, RetentionRules } from '@hearthlore/data-rights';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { OwnAccount } from '../http/role.decorators.js';
import { OwnPreviewDto, OwnPreviewQuery, OwnRetentionDto, SetOwnRetentionRequest } from './own-retention.dto.js';
import { toDueThingDto, toOwnRetentionDto } from './own-retention.presenter.js';

/** What of the own things goes by age. */
@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me/retention')
export class OwnRetentionController {
  constructor(
    private readonly rules: RetentionRules,
    private readonly previews: OwnPreview,
  ) {}

  @Get()
  @ApiOkResponse({ type: OwnRetentionDto })
  async get(@CurrentVault() { ownerId }: MemberVault): Promise<OwnRetentionDto> {
    return toOwnRetentionDto(await this.rules.list(ownerId), await this.rules.listOwn(ownerId));
  }

  @Put()
  @ApiOkResponse({
    type: OwnRetentionDto,
    description: 'A choice that leaves nothing of a kind is 409 `retention.confirmation-required`, with the phrase.',
  })
  async set(
    @CurrentVault() { ownerId }: MemberVault,
    @Body() { rules, confirm }: SetOwnRetentionRequest,
  ): Promise<OwnRetentionDto> {
    const wanted = rules.map(({ kind, days }) => ({ kind, days: days ?? null }));
    const own = await this.rules.setOwn(ownerId, wanted, confirm);
    return toOwnRetentionDto(await this.rules.list(ownerId), own);
  }

  @Get('preview')
  @ApiOkResponse({ type: OwnPreviewDto })
  async preview(@CurrentVault() vault: MemberVault, @Query() { days }: OwnPreviewQuery): Promise<OwnPreviewDto> {
    return { data: (await this.previews.list(vault, days)).map(toDueThingDto) };
  }
}
