import { AccountsService, Quotas } from '@hearthlore/identity';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { OwnAccount } from '../http/role.decorators.js';
import { MeDto, UpdateMeRequest } from './me.dto.js';
import { toMeDto } from './me.presenter.js';

@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me')
export class MeController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly quotas: Quotas,
  ) {}

  @Get()
  @ApiOkResponse({ type: MeDto })
  async get(@CurrentVault() { ownerId }: MemberVault): Promise<MeDto> {
    const account = await this.accounts.get(ownerId);
    return toMeDto(account, await this.quotas.limitsOf(ownerId), await this.quotas.usageOf(ownerId));
  }

  @Patch()
  @ApiOkResponse({ type: MeDto })
  async update(@CurrentVault() { ownerId }: MemberVault, @Body() { name }: UpdateMeRequest): Promise<MeDto> {
    const account = await this.accounts.rename(ownerId, name);
    return toMeDto(account, await this.quotas.limitsOf(ownerId), await this.quotas.usageOf(ownerId));
  }
}
