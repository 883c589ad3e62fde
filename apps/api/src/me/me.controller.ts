import { AccountsService } from '@hearthlore/identity';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { UserDto } from '../auth/auth.dto.js';
import { toUserDto } from '../auth/auth.presenter.js';
import { CurrentVault } from '../http/current-vault.decorator.js';

@ApiTags('me')
@ApiBearerAuth()
@Controller('me')
export class MeController {
  constructor(private readonly accounts: AccountsService) {}

  @Get()
  @ApiOkResponse({ type: UserDto })
  async get(@CurrentVault() vault: MemberVault): Promise<UserDto> {
    return toUserDto(await this.accounts.get(vault.ownerId));
  }
}
