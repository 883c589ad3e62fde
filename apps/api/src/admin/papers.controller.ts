import { RetentionRules } from '@hearthlore/data-rights';
import { FamilyDirectory } from '@hearthlore/identity';
import { Clock } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { Needs } from '../http/role.decorators.js';
import { VERSION } from '../meta/version.js';
import { type Diagnostics, diagnostics } from '../operations/diagnostics.js';
import { Env } from '../operations/env.js';
import { InstallationStates } from '../operations/installation-state.js';
import { runbooks } from '../operations/runbooks.js';
import { RunbookListDto } from './system.dto.js';

/** Texts to take along: for an authority, or for somebody who helps. */
@ApiTags('admin')
@ApiBearerAuth()
@Needs('system.read')
@Controller('admin/system')
export class PapersController {
  constructor(
    private readonly directory: FamilyDirectory,
    private readonly rules: RetentionRules,
    private readonly states: InstallationStates,
    private readonly env: Env,
    private readonly clock: Clock,
  ) {}

  @Get('runbooks')
  @ApiOkResponse({ type: RunbookListDto })
  async runbooks(@CurrentVault() vault: MemberVault): Promise<RunbookListDto> {
    const members = (await this.directory.list(vault)).length;
    const rules = await this.rules.list(vault.ownerId);
    return { data: runbooks({ env: this.env.values, rules, members, now: this.clock.now() }) };
  }

  @Get('diagnostics')
  @Header('content-disposition', 'attachment; filename="hearthlore-diagnostics.json"')
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  async diagnostics(@CurrentVault() vault: MemberVault): Promise<Diagnostics> {
    // Empty for nobody but owner and admins: it throws for the others.
    await this.directory.list(vault);
    return diagnostics(this.env.values, VERSION, await this.states.look(), this.clock.now());
  }
}
