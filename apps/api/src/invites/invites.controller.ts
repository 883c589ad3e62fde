import { InviteAcceptance, InvitesService } from '@hearthlore/identity';
import { Clock, type InviteId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { toUserDto } from '../auth/auth.presenter.js';
import { Public } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { ShutInLockdown } from '../http/lockdown.guard.js';
import { Needs } from '../http/role.decorators.js';
import {
  AcceptedInviteDto,
  AcceptInviteRequest,
  ConfirmInviteRequest,
  CreateInviteRequest,
  InviteListDto,
  InvitePreviewDto,
  NewInviteDto,
  PreviewInviteRequest,
} from './invite.dto.js';
import { toInviteDto } from './invites.presenter.js';

const inviteId = new IdPipe<InviteId>('invite');

@ApiTags('family')
@Needs('family.invite')
@Controller('invites')
export class InvitesController {
  constructor(
    private readonly invites: InvitesService,
    private readonly acceptance: InviteAcceptance,
    private readonly clock: Clock,
  ) {}

  @Post()
  @ApiBearerAuth()
  @ApiCreatedResponse({ type: NewInviteDto })
  async create(@CurrentVault() vault: MemberVault, @Body() body: CreateInviteRequest): Promise<NewInviteDto> {
    const { id, token, expiresAt } = await this.invites.create(vault.ownerId, body);
    return { id, token, path: `/invite#${token}`, expiresAt: expiresAt.toISOString() };
  }

  @Get()
  @ApiBearerAuth()
  @ApiOkResponse({ type: InviteListDto })
  async list(@CurrentVault() vault: MemberVault): Promise<InviteListDto> {
    return { data: (await this.invites.list(vault)).map((invite) => toInviteDto(invite, this.clock.now())) };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiNoContentResponse({ description: 'The account goes, too, of somebody who has accepted and was not confirmed.' })
  async withdraw(@CurrentVault() vault: MemberVault, @Param('id', inviteId) id: InviteId): Promise<void> {
    await this.invites.withdraw(vault.ownerId, id);
  }

  @Post(':id/confirm')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiNoContentResponse()
  async confirm(
    @CurrentVault() vault: MemberVault,
    @Param('id', inviteId) id: InviteId,
    @Body() { words }: ConfirmInviteRequest,
  ): Promise<void> {
    await this.invites.confirm(vault, id, words);
  }

  @Post('preview')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: InvitePreviewDto })
  async preview(@Body() { token }: PreviewInviteRequest): Promise<InvitePreviewDto> {
    const { inviterName, role, expiresAt } = await this.acceptance.preview(token);
    return { inviterName, role, expiresAt: expiresAt.toISOString() };
  }

  @Post('accept')
  @ShutInLockdown()
  @Public()
  @ApiCreatedResponse({ type: AcceptedInviteDto })
  async accept(@Body() body: AcceptInviteRequest): Promise<AcceptedInviteDto> {
    const { account, recoveryKey, words } = await this.acceptance.accept(body);
    return { user: toUserDto(account), recoveryKey, words: [...words] };
  }
}
