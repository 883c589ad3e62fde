import { RecoveryService, ResetsService, StartEmptyService } from '@hearthlore/identity';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NewSignedInDto } from '../auth/auth.dto.js';
import { sendSignedIn } from '../auth/auth.presenter.js';
import { Public } from '../http/access.decorators.js';
import { deviceName } from '../http/device-name.js';
import { ShutInLockdown } from '../http/lockdown.guard.js';
import { ResetDto } from './reset.dto.js';
import { LookAtResetRequest, RecoverRequest, UseResetRequest } from './recovery.dto.js';
import { toResetDto } from './reset.presenter.js';

/** The ways back in for somebody who has no session. */
@ApiTags('recovery')
@Public()
@Controller()
export class RecoveryController {
  constructor(
    private readonly recovery: RecoveryService,
    private readonly startEmpty: StartEmptyService,
    private readonly resets: ResetsService,
  ) {}

  @Post('auth/recover')
  @HttpCode(200)
  @ApiOkResponse({ type: NewSignedInDto })
  async recover(
    @Body() body: RecoverRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewSignedInDto> {
    const { recoveryKey, passphrase, email, name, resetToken } = body;
    const device = deviceName(request);
    const signedIn = await this.recovery.recover({ recoveryKey, passphrase, email, name, resetToken, device });
    return { ...sendSignedIn(reply, signedIn), recoveryKey: signedIn.recoveryKey };
  }

  @Post('resets/look')
  @HttpCode(200)
  @ApiOkResponse({ type: ResetDto })
  async look(@Body() { token }: LookAtResetRequest): Promise<ResetDto> {
    return toResetDto(await this.resets.look(token));
  }

  @Post('resets/use')
  @ShutInLockdown()
  @HttpCode(200)
  @ApiOkResponse({ type: NewSignedInDto })
  async use(
    @Body() body: UseResetRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewSignedInDto> {
    const { token, passphrase, email, name } = body;
    const signedIn = await this.startEmpty.use({ token, passphrase, email, name, device: deviceName(request) });
    return { ...sendSignedIn(reply, signedIn), recoveryKey: signedIn.recoveryKey };
  }
}
