import { MemberJobs } from '@hearthlore/data-rights';
import type { MemberJobId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { OwnAccount } from '../http/role.decorators.js';
import { JobDto, JobListDto } from './job.dto.js';
import { toJobDto } from './jobs.presenter.js';

const jobId = new IdPipe<MemberJobId>('job');

/** Work that needs the member's keys: it waits while they are away. */
@ApiTags('jobs')
@ApiBearerAuth()
@OwnAccount()
@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: MemberJobs) {}

  @Get()
  @ApiOkResponse({ type: JobListDto, description: 'Newest first.' })
  async list(@CurrentVault() { ownerId }: MemberVault): Promise<JobListDto> {
    return { data: (await this.jobs.list(ownerId)).map(toJobDto) };
  }

  @Get(':id')
  @ApiOkResponse({ type: JobDto })
  async get(@CurrentVault() { ownerId }: MemberVault, @Param('id', jobId) id: MemberJobId): Promise<JobDto> {
    return toJobDto(await this.jobs.get(ownerId, id));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: JobDto, description: 'As it is then: one that is over stays as it was.' })
  async cancel(@CurrentVault() { ownerId }: MemberVault, @Param('id', jobId) id: MemberJobId): Promise<JobDto> {
    return toJobDto(await this.jobs.cancel(ownerId, id));
  }
}
