import { SessionsService } from '@hearthlore/identity';
import type { SessionId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { OwnAccount } from '../http/role.decorators.js';
import { SessionListDto } from './me.dto.js';
import { toSessionDto } from './me.presenter.js';

const sessionId = new IdPipe<SessionId>('session');

/** Where the member is signed in, and the end of it. */
@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @ApiOkResponse({ type: SessionListDto })
  async list(@CurrentVault() vault: MemberVault): Promise<SessionListDto> {
    return { data: (await this.sessions.list(vault)).map(toSessionDto) };
  }

  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Every other device is signed out.' })
  async endOthers(@CurrentVault() vault: MemberVault): Promise<void> {
    await this.sessions.revokeOthers(vault.ownerId, vault.holderId);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async end(@CurrentVault() vault: MemberVault, @Param('id', sessionId) id: SessionId): Promise<void> {
    await this.sessions.revoke(vault.ownerId, id);
  }
}
