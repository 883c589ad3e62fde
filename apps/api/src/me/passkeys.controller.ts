import { PasskeyRegistration, PasskeysService } from '@hearthlore/identity';
import type { PasskeyId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { PasskeyAnswerRequest, PasskeyCreationOptionsDto } from '../auth/passkey.dto.js';
import { secretOf, toPasskeyAnswer, toRegistration } from '../auth/passkey.presenter.js';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { OwnAccount } from '../http/role.decorators.js';
import { AddPasskeyRequest, PasskeyDto, PasskeyListDto, RenamePasskeyRequest } from './security.dto.js';
import { toPasskeyDto } from './security.presenter.js';

const PasskeyIdPipe = new IdPipe<PasskeyId>('passkey');

@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me/passkeys')
export class PasskeysController {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly registration: PasskeyRegistration,
  ) {}

  @Get()
  @ApiOkResponse({ type: PasskeyListDto })
  async list(@CurrentVault() vault: MemberVault): Promise<PasskeyListDto> {
    return { data: (await this.passkeys.list(vault)).map(toPasskeyDto) };
  }

  @Post('options')
  @HttpCode(200)
  @NeedsStepUp()
  @ApiOkResponse({ type: PasskeyCreationOptionsDto })
  async options(@CurrentVault() vault: MemberVault): Promise<PasskeyCreationOptionsDto> {
    return { options: await this.registration.offer(vault) };
  }

  @Post()
  @NeedsStepUp()
  @ApiCreatedResponse({ type: PasskeyDto })
  async add(@CurrentVault() vault: MemberVault, @Body() body: AddPasskeyRequest): Promise<PasskeyDto> {
    const { name, credential } = body;
    const id = await this.registration.register(vault, {
      name,
      credential: toRegistration(credential),
      secret: secretOf(body),
    });
    return toPasskeyDto(await this.passkeys.get(vault, id));
  }

  @Patch(':id')
  @ApiOkResponse({ type: PasskeyDto })
  async rename(
    @CurrentVault() vault: MemberVault,
    @Param('id', PasskeyIdPipe) id: PasskeyId,
    @Body() { name }: RenamePasskeyRequest,
  ): Promise<PasskeyDto> {
    await this.passkeys.rename(vault, id, name);
    return toPasskeyDto(await this.passkeys.get(vault, id));
  }

  /** Has it open the vault from now on: an assertion over `POST me/step-up/options`, with the secret of its PRF. */
  @Put(':id/unlocking')
  @NeedsStepUp()
  @ApiOkResponse({ type: PasskeyDto })
  async enableUnlocking(
    @CurrentVault() vault: MemberVault,
    @Param('id', PasskeyIdPipe) id: PasskeyId,
    @Body() body: PasskeyAnswerRequest,
  ): Promise<PasskeyDto> {
    await this.passkeys.enableUnlocking(vault, id, toPasskeyAnswer(body));
    return toPasskeyDto(await this.passkeys.get(vault, id));
  }

  @Delete(':id')
  @HttpCode(204)
  @NeedsStepUp()
  @ApiNoContentResponse()
  remove(@CurrentVault() vault: MemberVault, @Param('id', PasskeyIdPipe) id: PasskeyId): Promise<void> {
    return this.passkeys.remove(vault, id);
  }
}
