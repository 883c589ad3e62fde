import { InvitesService } from '@hearthlore/identity';
import type { InviteId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { NewMemberDto } from '../auth/auth.dto.js';
import { toUserDto } from '../auth/auth.presenter.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { Public } from '../http/access.decorators.js';
import { AcceptInviteRequest, CreateInviteRequest, InviteListDto, NewInviteDto } from './invite.dto.js';
import { toInviteDto } from './invites.presenter.js';

const inviteId = new IdPipe<InviteId>('invite');

@ApiTags('family')
@Controller('invites')
export class InvitesController {
  constructor(private readonly invites: InvitesService) {}

  @Post()
  @ApiBearerAuth()
  @ApiCreatedResponse({ type: NewInviteDto })
  async create(@CurrentVault() vault: MemberVault, @Body() body: CreateInviteRequest): Promise<NewInviteDto> {
    const { id, token, expiresAt } = await this.invites.create(vault.ownerId, body);
    return { id, token, path: `/invite/${token}`, expiresAt: expiresAt.toISOString() };
  }

  @Get()
  @ApiBearerAuth()
  @ApiOkResponse({ type: InviteListDto })
  async list(@CurrentVault() vault: MemberVault): Promise<InviteListDto> {
    return { data: (await this.invites.list(vault.ownerId)).map((invite) => toInviteDto(invite, new Date())) };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiNoContentResponse()
  async withdraw(@CurrentVault() vault: MemberVault, @Param('id', inviteId) id: InviteId): Promise<void> {
    await this.invites.withdraw(vault.ownerId, id);
  }

  @Post(':id/confirm')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiNoContentResponse()
  async confirm(@CurrentVault() vault: MemberVault, @Param('id', inviteId) id: InviteId): Promise<void> {
    await this.invites.confirm(vault.ownerId, id);
  }

  @Post('accept')
  @Public()
  @ApiCreatedResponse({ type: NewMemberDto })
  async accept(@Body() body: AcceptInviteRequest): Promise<NewMemberDto> {
    const { account, recoveryKey } = await this.invites.accept(body);
    return { user: toUserDto(account), recoveryKey };
  }
}
