import { PasskeySignIn } from '@hearthlore/identity';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../http/access.decorators.js';
import { deviceName } from '../http/device-name.js';
import { SignedInDto } from './auth.dto.js';
import { sendSignedIn } from './auth.presenter.js';
import { PasskeyOptionsRequest, PasskeyRequestOptionsDto, PasskeySignInRequest } from './passkey.dto.js';
import { fromBase64url, toPasskeyAnswer } from './passkey.presenter.js';

@ApiTags('auth')
@Public()
@Controller('auth/passkey')
export class PasskeySignInController {
  constructor(private readonly passkeys: PasskeySignIn) {}

  @Post('options')
  @HttpCode(200)
  @ApiOkResponse({ type: PasskeyRequestOptionsDto })
  async options(@Body() { credentialIds = [] }: PasskeyOptionsRequest): Promise<PasskeyRequestOptionsDto> {
    return { options: await this.passkeys.ask(credentialIds.map(fromBase64url)) };
  }

  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: SignedInDto })
  async signIn(
    @Body() body: PasskeySignInRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    const signedIn = await this.passkeys.signIn(toPasskeyAnswer(body), deviceName(request));
    return sendSignedIn(reply, signedIn, body.remember);
  }
}
