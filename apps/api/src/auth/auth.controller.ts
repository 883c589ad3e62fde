import { SessionsService, SignInService } from '@hearthlore/identity';
import { Body, Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deviceName } from '../http/device-name.js';
import { Public } from '../http/access.decorators.js';
import { clearRefreshCookie, readRefreshCookie, refreshCookieLasts } from '../http/refresh-cookie.js';
import { SameOriginGuard } from '../http/same-origin.guard.js';
import { LoginRequest, SignedInDto } from './auth.dto.js';
import { sendSignedIn } from './auth.presenter.js';

@ApiTags('auth')
@Public()
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
  ) {}

  @Post('login')
  @HttpCode(200)
  @ApiOkResponse({ type: SignedInDto })
  async login(
    @Body() { email, passphrase, remember }: LoginRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    const signedIn = await this.signIn.signIn({ email, passphrase, device: deviceName(request) });
    return sendSignedIn(reply, signedIn, remember);
  }

  @Post('refresh')
  @HttpCode(200)
  @UseGuards(SameOriginGuard)
  @ApiOkResponse({ type: SignedInDto })
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SignedInDto> {
    const signedIn = await this.sessions.refresh(readRefreshCookie(request));
    return sendSignedIn(reply, signedIn, refreshCookieLasts(request));
  }

  @Post('logout')
  @HttpCode(204)
  @UseGuards(SameOriginGuard)
  @ApiNoContentResponse()
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.signOut(readRefreshCookie(request));
    clearRefreshCookie(reply);
    void reply.header('clear-site-data', '"cache", "storage"');
  }
}
