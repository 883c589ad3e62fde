import { AccountsService } from '@hearthlore/identity';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { UserDto } from '../auth/auth.dto.js';
import { toUserDto } from '../auth/auth.presenter.js';
import { CurrentVault } from '../http/current-vault.decorator.js';

export class UserListDto {
  @ApiProperty({ type: [UserDto] })
  data!: UserDto[];
}

@ApiTags('family')
@ApiBearerAuth()
@Controller('users')
export class UsersController {
  constructor(private readonly accounts: AccountsService) {}

  @Get()
  @ApiOkResponse({ type: UserListDto })
  async list(@CurrentVault() vault: MemberVault): Promise<UserListDto> {
    return { data: (await this.accounts.listFamily(vault.ownerId)).map(toUserDto) };
  }
}
