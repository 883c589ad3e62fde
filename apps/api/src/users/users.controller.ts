import { OrderedErasures } from '@hearthlore/data-rights';
import { FamilyDirectory, FamilyService, Quotas } from '@hearthlore/identity';
import type { UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { RequestedErasureDto } from '../erasure/erasure.dto.js';
import { toRequestedErasureDto } from '../erasure/erasure.presenter.js';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { Needs } from '../http/role.decorators.js';
import { DeleteMemberRequest, MemberDto, MemberListDto, SetLimitsRequest, UpdateMemberRequest } from './user.dto.js';
import { toMemberDto } from './users.presenter.js';

const memberId = new IdPipe<UserId>('member');

/** For owner and admins; nothing here reads what a member keeps, or lets anybody in but the member. */
@ApiTags('family')
@ApiBearerAuth()
@Needs('family.manage')
@Controller('users')
export class UsersController {
  constructor(
    private readonly directory: FamilyDirectory,
    private readonly family: FamilyService,
    private readonly erasures: OrderedErasures,
    private readonly quotas: Quotas,
  ) {}

  @Get()
  @Needs('family.read')
  @ApiOkResponse({ type: MemberListDto })
  async list(@CurrentVault() vault: MemberVault): Promise<MemberListDto> {
    const [members, erasures] = await Promise.all([this.directory.list(vault), this.erasures.list(vault.ownerId)]);
    return { data: members.map((one) => toMemberDto(one, erasures)), defaults: { ...this.quotas.defaults } };
  }

  @Patch(':id')
  @ApiOkResponse({ type: MemberDto })
  async update(
    @CurrentVault() vault: MemberVault,
    @Param('id', memberId) id: UserId,
    @Body() { role, state }: UpdateMemberRequest,
  ): Promise<MemberDto> {
    if (role !== undefined) await this.family.changeRole(vault.ownerId, id, role);
    if (state !== undefined) await this.family.setState(vault.ownerId, id, state);
    return this.#get(vault, id);
  }

  @Put(':id/limits')
  @ApiOkResponse({ type: MemberDto })
  async setLimits(
    @CurrentVault() vault: MemberVault,
    @Param('id', memberId) id: UserId,
    @Body() { storedBytes = null, documents = null, questionsPerDay = null, tokensPerDay = null }: SetLimitsRequest,
  ): Promise<MemberDto> {
    await this.family.setLimits(vault.ownerId, id, { storedBytes, documents, questionsPerDay, tokensPerDay });
    return this.#get(vault, id);
  }

  @Delete(':id/sessions')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'The member is signed out everywhere.' })
  async endSessions(@CurrentVault() vault: MemberVault, @Param('id', memberId) id: UserId): Promise<void> {
    await this.family.endSessions(vault.ownerId, id);
  }

  @Post(':id/ownership')
  @HttpCode(204)
  @Needs('family.roles')
  @NeedsStepUp()
  @ApiNoContentResponse({ description: 'This member is the owner from here on, and whoever asked an admin.' })
  async transferOwnership(@CurrentVault() vault: MemberVault, @Param('id', memberId) id: UserId): Promise<void> {
    await this.family.transferOwnership(vault.ownerId, id);
  }

  @Delete(':id')
  @HttpCode(202)
  @NeedsStepUp()
  @ApiAcceptedResponse({
    type: RequestedErasureDto,
    description: 'The account is closed, and erased a week later unless the member is enabled again.',
  })
  async delete(
    @CurrentVault() vault: MemberVault,
    @Param('id', memberId) id: UserId,
    @Body() { confirm }: DeleteMemberRequest,
  ): Promise<RequestedErasureDto> {
    return toRequestedErasureDto(await this.erasures.order(vault, id, confirm));
  }

  async #get(vault: MemberVault, id: UserId): Promise<MemberDto> {
    const [member, erasures] = await Promise.all([this.directory.get(vault, id), this.erasures.list(vault.ownerId)]);
    return toMemberDto(member, erasures);
  }
}
