import { SetupService, suggestPassphrase } from '@hearthlore/identity';
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NewSignedInDto } from '../auth/auth.dto.js';
import { sendSignedIn } from '../auth/auth.presenter.js';
import { Public } from '../http/public.decorator.js';
import { PassphraseSuggestionDto, SetupRequestDto } from './setup.dto.js';

@ApiTags('setup')
@Public()
@Controller()
export class SetupController {
  constructor(private readonly setup: SetupService) {}

  @Post('setup')
  @ApiCreatedResponse({ type: NewSignedInDto })
  async setUp(@Body() body: SetupRequestDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<NewSignedInDto> {
    const { recoveryKey, ...signedIn } = await this.setup.setUp(body);
    const { accessToken, expiresIn, user } = sendSignedIn(reply, signedIn);
    return { accessToken, expiresIn, user, recoveryKey };
  }

  @Get('passphrase-suggestion')
  @ApiOkResponse({ type: PassphraseSuggestionDto })
  async suggest(): Promise<PassphraseSuggestionDto> {
    return { passphrase: await suggestPassphrase() };
  }
}
