import { Env } from '../operations/env.js';
import { FamilyDirectory, type FamilyMember } from '@hearthlore/identity';
import type { QueueState } from '@hearthlore/jobs';
import { EmbeddingRuntime, LanguageModel } from '@hearthlore/models';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, Get, Inject, Optional } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { Needs } from '../http/role.decorators.js';
import { raised } from '../operations/alerts.js';
import { InstallationStates } from '../operations/installation-state.js';
import { OverviewDto } from './overview.dto.js';

@ApiTags('admin')
@ApiBearerAuth()
@Needs('system.read')
@Controller('admin/overview')
export class OverviewController {
  constructor(
    private readonly states: InstallationStates,
    private readonly directory: FamilyDirectory,
    private readonly embedding: EmbeddingRuntime,
    private readonly env: Env,
    @Optional() @Inject(LanguageModel) private readonly model: LanguageModel | undefined,
  ) {}

  @Get()
  @ApiOkResponse({ type: OverviewDto })
  async get(@CurrentVault() vault: MemberVault): Promise<OverviewDto> {
    const [members, { measure, queues, disk, alerts }] = await Promise.all([
      this.directory.list(vault),
      this.states.look(),
    ]);
    const { HEARTHLORE_BACKUP_TARGET: target, HEARTHLORE_BACKUP_RECIPIENTS: recipients } = this.env.values;
    return {
      users: { total: members.length, active: members.filter(({ state }) => state === 'active').length },
      documents: sumOf(members),
      queues: queues === undefined ? null : tileOf(queues),
      disk,
      backup: {
        lastGoodAt: measure.backupAt?.toISOString() ?? null,
        bytes: measure.backupBytes ?? null,
        verifiedAt: measure.backupVerifiedAt?.toISOString() ?? null,
        isConfigured: target !== undefined && recipients.trim() !== '',
      },
      drill: { lastGoodAt: measure.drillAt?.toISOString() ?? null },
      models: { embedding: this.embedding.status.state, languageModel: this.model !== undefined },
      openIncidents: measure.openIncidents,
      warnings: raised(alerts),
    };
  }
}

function sumOf(members: readonly FamilyMember[]): OverviewDto['documents'] {
  return {
    total: members.reduce((sum, { documents }) => sum + documents, 0),
    storedBytes: members.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
  };
}

function tileOf(queues: readonly QueueState[]): NonNullable<OverviewDto['queues']> {
  const sum = (count: (queue: QueueState) => number): number =>
    queues.reduce((total, queue) => total + count(queue), 0);
  return {
    waiting: sum(({ waiting }) => waiting),
    active: sum(({ active }) => active),
    failed: sum(({ failed }) => failed),
    paused: queues.filter(({ isPaused }) => isPaused).length,
  };
}
