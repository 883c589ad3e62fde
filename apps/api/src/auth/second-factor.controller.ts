import { SecondFactors, UnlockService } from '@hearthlore/identity';
import { Body, Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../http/access.decorators.js';
import { deviceName } from '../http/device-name.js';
import { InvalidRequestError } from '../http/invalid-request.error.js';
import { readRefreshCookie, refreshCookieLasts } from '../http/refresh-cookie.js';
import { SameOriginGuard } from '../http/same-origin.guard.js';
import { SignedInDto } from './auth.dto.js';
import { sendAdmitted, sendSignedIn } from './auth.presenter.js';
import { toPasskeyAnswer } from './passkey.presenter.js';
import { AdmittedDto, SecondFactorRequest, UnlockRequest } from './second-factor.dto.js';

/** What comes after the first factor: the second, and keys for a session that began without. */
@ApiTags('auth')
@Public()
@Controller('auth')
export class SecondFactorController {
  constructor(
    private readonly factors: SecondFactors,
    private readonly unlocking: UnlockService,
  ) {}

  @Post('second-factor')
  @HttpCode(200)
  @ApiOkResponse({ type: AdmittedDto })
  async answer(
    @Body() { challenge, code, remember }: SecondFactorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AdmittedDto> {
    return sendAdmitted(reply, await this.factors.answer(challenge, code), remember);
  }

  @Post('unlock')
  @HttpCode(200)
  @UseGuards(SameOriginGuard)
  @ApiOkResponse({ type: SignedInDto })
  async unlock(
    @Body() { passphrase, passkey }: UnlockRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    const [token, device, lasts] = [readRefreshCookie(request), deviceName(request), refreshCookieLasts(request)];
    if (passkey !== undefined)
      return sendSignedIn(reply, await this.unlocking.byPasskey(token, toPasskeyAnswer(passkey), device), lasts);
    if (passphrase === undefined) throw new InvalidRequestError([{ pointer: '/passphrase', code: 'isDefined' }]);
    return sendSignedIn(reply, await this.unlocking.byPassphrase(token, passphrase, device), lasts);
  }
}
