import { AccountsService } from '@hearthlore/identity';
import { EmbeddingRuntime, LanguageModel } from '@hearthlore/models';
import { InstallBundleStore, readMasterKeyStatus } from '@hearthlore/vault';
import type { UserId } from '@hearthlore/kernel';
import { Controller, Get, Inject, Optional } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Scope } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { Needs } from '../http/role.decorators.js';
import { VERSION } from '../meta/version.js';

class EmbeddingDto {
  @ApiProperty({ enum: ['loading', 'ready', 'missing', 'failed'] })
  state!: string;

  @ApiProperty()
  modelId!: string;

  @ApiProperty({ nullable: true, type: String, enum: ['cpu', 'cuda', 'webgpu'] })
  provider!: string | null;

  @ApiProperty()
  sessions!: number;

  @ApiProperty()
  message!: string;
}

class LanguageModelDto {
  @ApiProperty()
  configured!: boolean;

  @ApiProperty({ nullable: true, type: String })
  modelId!: string | null;
}

class MasterKeyDto {
  @ApiProperty()
  version!: number;

  @ApiProperty({ description: 'members who have not signed in with their passphrase since the last rotation' })
  membersOnOldPeppers!: number;
}

export class SystemDto {
  @ApiProperty()
  version!: string;

  @ApiProperty()
  runtime!: string;

  @ApiProperty({ type: EmbeddingDto })
  embedding!: EmbeddingDto;

  @ApiProperty({ type: LanguageModelDto })
  languageModel!: LanguageModelDto;

  @ApiProperty({ type: MasterKeyDto })
  masterKey!: MasterKeyDto;
}

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
    @Optional() @Inject(LanguageModel) private readonly model: LanguageModel | undefined,
  ) {}

  @Get()
  @ApiOkResponse({ type: SystemDto })
  async get(@CurrentMember() memberId: UserId): Promise<SystemDto> {
    await this.accounts.assertManager(memberId);
    return {
      version: VERSION,
      runtime: process.version,
      embedding: this.embedding.status,
      languageModel: { configured: this.model !== undefined, modelId: this.model?.modelId ?? null },
      masterKey: await readMasterKeyStatus(this.bundles),
    };
  }
}
