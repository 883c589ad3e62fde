import { AccountsService } from '@hearthlore/identity';
import type { UserId } from '@hearthlore/kernel';
import { EmbeddingRuntime, LanguageModel } from '@hearthlore/models';
import { InstallBundleStore, readMasterKeyStatus } from '@hearthlore/vault';
import { Controller, Get, Inject, Optional } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Scope } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { Needs } from '../http/role.decorators.js';
import { VERSION } from '../meta/version.js';
import { DIAGNOSTICS } from '../operations/diagnostics.js';
import { Env } from '../operations/env.js';
import { fixedSettings, talkedTo } from '../operations/fixed-settings.js';
import { SystemDto } from './system.dto.js';

/** What the machine is doing; nothing of what members keep. */
@ApiTags('admin')
@ApiBearerAuth()
@Scope('admin')
@Needs('system.read')
@Controller('admin/system')
export class SystemController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly embedding: EmbeddingRuntime,
    private readonly bundles: InstallBundleStore,
    private readonly env: Env,
    @Optional() @Inject(LanguageModel) private readonly model: LanguageModel | undefined,
  ) {}

  @Get()
  @ApiOkResponse({ type: SystemDto })
  async get(@CurrentMember() memberId: UserId): Promise<SystemDto> {
    await this.accounts.assertManager(memberId);
    const { values } = this.env;
    return {
      version: VERSION,
      runtime: process.version,
      embedding: this.embedding.status,
      languageModel: { configured: this.model !== undefined, modelId: this.model?.modelId ?? null },
      masterKey: await readMasterKeyStatus(this.bundles),
      queueBackend: values.HEARTHLORE_QUEUE,
      timeZone: values.TZ,
      logLevel: values.HEARTHLORE_LOG_LEVEL,
      settings: fixedSettings(values).map(({ value, ...setting }) => ({ ...setting, value: value ?? null })),
      hosts: talkedTo(values),
      diagnostics: [...DIAGNOSTICS],
    };
  }
}
