import { AuditAction, AuditLog } from '@hearthlore/audit';
import { SetupService, suggestPassphrase } from '@hearthlore/identity';
import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NewSignedInDto } from '../auth/auth.dto.js';
import { sendSignedIn } from '../auth/auth.presenter.js';
import { deviceName } from '../http/device-name.js';
import { Public } from '../http/access.decorators.js';
import { PassphraseSuggestionDto, SetupRequestDto } from './setup.dto.js';

@ApiTags('setup')
@Public()
@Controller()
export class SetupController {
  constructor(
    private readonly setup: SetupService,
    private readonly log: AuditLog,
  ) {}

  @Post('setup')
  @ApiCreatedResponse({ type: NewSignedInDto })
  async setUp(
    @Body() body: SetupRequestDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewSignedInDto> {
    const { recoveryKey, ...signedIn } = await this.setup.setUp(body, deviceName(request));
    await this.log.append({ action: AuditAction.setupDone, actorId: signedIn.account.id, result: 'ok' });
    return { ...sendSignedIn(reply, signedIn), recoveryKey };
  }

  @Get('passphrase-suggestion')
  @ApiOkResponse({ type: PassphraseSuggestionDto })
  async suggest(): Promise<PassphraseSuggestionDto> {
    return { passphrase: await suggestPassphrase() };
  }
}
