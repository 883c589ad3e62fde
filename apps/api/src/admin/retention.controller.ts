import { ClockUnsteadyError, RetentionRules } from '@hearthlore/data-rights';
import { AccountsService } from '@hearthlore/identity';
import { JobQueues } from '@hearthlore/jobs';
import type { UserId } from '@hearthlore/kernel';
import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Scope } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { Needs } from '../http/role.decorators.js';
import {
  RetentionPreviewDto,
  RetentionResultDto,
  RetentionRulesDto,
  RetentionRunListDto,
  SetRetentionRulesRequest,
  StartRetentionRunRequest,
} from './retention.dto.js';
import {
  previewSchema,
  runSchema,
  toRetentionPreviewDto,
  toRetentionResultDto,
  toRetentionRuleDto,
  toRetentionRunDto,
} from './retention.presenter.js';

/** As many as a page of history shows. */
const RUNS = 100;

@ApiTags('admin')
@ApiBearerAuth()
@Scope('admin')
@Needs('retention.manage')
@Controller('admin/retention')
export class RetentionController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly queues: JobQueues,
    private readonly rules: RetentionRules,
  ) {}

  @Get('rules')
  @ApiOkResponse({ type: RetentionRulesDto })
  async listRules(@CurrentMember() memberId: UserId): Promise<RetentionRulesDto> {
    await this.accounts.assertManager(memberId);
    return { rules: (await this.rules.list(memberId)).map(toRetentionRuleDto) };
  }

  @Put('rules')
  @ApiOkResponse({
    type: RetentionRulesDto,
    description: 'A rule that leaves nothing of a kind is 409 `retention.confirmation-required`, with the phrase.',
  })
  async setRules(
    @CurrentMember() memberId: UserId,
    @Body() { rules, confirm }: SetRetentionRulesRequest,
  ): Promise<RetentionRulesDto> {
    await this.accounts.assertManager(memberId);
    const wanted = rules.map(({ kind, days }) => ({ kind, days: days ?? null }));
    return { rules: (await this.rules.set(memberId, wanted, confirm)).map(toRetentionRuleDto) };
  }

  @Get('preview')
  @ApiOkResponse({ type: RetentionPreviewDto, description: 'What the next run takes, and the runs of the days ahead.' })
  async preview(@CurrentMember() memberId: UserId): Promise<RetentionPreviewDto> {
    await this.accounts.assertManager(memberId);
    return toRetentionPreviewDto(previewSchema.parse(await this.queues.addAndWait('retention', 'preview', {})));
  }

  @Get('runs')
  @ApiOkResponse({ type: RetentionRunListDto, description: 'Newest first.' })
  async listRuns(@CurrentMember() memberId: UserId): Promise<RetentionRunListDto> {
    await this.accounts.assertManager(memberId);
    return { data: (await this.rules.listRuns(memberId, RUNS)).map(toRetentionRunDto) };
  }

  @Post('runs')
  @HttpCode(200)
  @ApiOkResponse({
    type: RetentionResultDto,
    description: 'While the clock is not trusted, 409 `retention.clock-unsteady` unless the caller vouches for it.',
  })
  async run(
    @CurrentMember() memberId: UserId,
    @Body() { clockIsRight = false }: StartRetentionRunRequest,
  ): Promise<RetentionResultDto> {
    await this.accounts.assertManager(memberId);
    if (clockIsRight) await this.rules.vouchForClock(memberId);
    await this.rules.noteRun(memberId);
    const result = runSchema.parse(await this.queues.addAndWait('retention', 'purge-now', {}));
    if ('steadyAt' in result) throw new ClockUnsteadyError(result.at, result.steadyAt);
    return toRetentionResultDto(result);
  }
}
