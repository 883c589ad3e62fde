import { StepUpService } from '@hearthlore/identity';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { PasskeyRequestOptionsDto } from '../auth/passkey.dto.js';
import { toPasskeyAnswer } from '../auth/passkey.presenter.js';
import { StepUpRequest } from '../auth/second-factor.dto.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { InvalidRequestError } from '../http/invalid-request.error.js';
import { OwnAccount } from '../http/role.decorators.js';
import { StepUpDto } from './security.dto.js';

@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me/step-up')
export class StepUpController {
  constructor(private readonly stepUps: StepUpService) {}

  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: StepUpDto })
  async stepUp(
    @CurrentVault() vault: MemberVault,
    @Body() { passphrase, code, passkey }: StepUpRequest,
  ): Promise<StepUpDto> {
    if (passkey !== undefined) return until(await this.stepUps.byPasskey(vault, toPasskeyAnswer(passkey)));
    if (passphrase === undefined) throw new InvalidRequestError([{ pointer: '/passphrase', code: 'isDefined' }]);
    return until(await this.stepUps.byPassphrase(vault, passphrase, code));
  }

  /** What a passkey of this member has to sign, for a step-up or to have it unlock the vault. */
  @Post('options')
  @HttpCode(200)
  @ApiOkResponse({ type: PasskeyRequestOptionsDto })
  async options(@CurrentVault() vault: MemberVault): Promise<PasskeyRequestOptionsDto> {
    return { options: await this.stepUps.ask(vault) };
  }
}

const until = (moment: Date): StepUpDto => ({ until: moment.toISOString() });
