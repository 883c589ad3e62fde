import { PasskeysService, SecondFactorSettings, WebAuthn } from '@hearthlore/identity';
import { Clock } from '@hearthlore/kernel';
import { KeySlotStore, type MemberVault } from '@hearthlore/vault';
import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { OwnAccount } from '../http/role.decorators.js';
import { SecurityDto } from './security.dto.js';

/** What the page "Security" shows at once. */
@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me/security')
export class SecurityController {
  constructor(
    private readonly factors: SecondFactorSettings,
    private readonly passkeys: PasskeysService,
    private readonly webAuthn: WebAuthn,
    private readonly slots: KeySlotStore,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOkResponse({ type: SecurityDto })
  async get(@CurrentVault() vault: MemberVault): Promise<SecurityDto> {
    const [{ setAt, backupCodesLeft }, passkeys, ages] = await Promise.all([
      this.factors.summarize(vault),
      this.passkeys.list(vault),
      this.slots.findAges(vault.ownerId),
    ]);
    const reason = this.webAuthn.unavailableReason;
    return {
      totp: { enabled: setAt !== undefined, setAt: text(setAt), backupCodesLeft },
      passkeys: { available: reason === undefined, reason: reason ?? null, count: passkeys.length },
      recoveryKeyMadeAt: text(ages.recovery),
      passphraseSetAt: text(ages.passphrase),
      stepUpUntil: text(vault.steppedUpUntil(this.clock.now())),
    };
  }
}

const text = (moment: Date | undefined): string | null => moment?.toISOString() ?? null;
