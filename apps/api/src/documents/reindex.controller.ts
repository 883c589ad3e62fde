import { MemberJobs } from '@hearthlore/data-rights';
import type { DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { Needs } from '../http/role.decorators.js';
import { JobDto } from '../jobs/job.dto.js';
import { toJobDto } from '../jobs/jobs.presenter.js';
import { ReindexJob } from '../jobs/reindex.job.js';

const documentId = new IdPipe<DocumentId>('document');

@ApiTags('documents')
@ApiBearerAuth()
@Needs('documents.write')
@Controller('documents')
export class ReindexController {
  constructor(
    private readonly reindex: ReindexJob,
    private readonly jobs: MemberJobs,
  ) {}

  @Post(':id/reindex')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: JobDto, description: '`Location` names the job. The document’s text stays as it is.' })
  async start(
    @CurrentVault() vault: MemberVault,
    @Param('id', documentId) id: DocumentId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    const job = await this.reindex.request(vault, id);
    void reply.header('location', `/api/v1/jobs/${job}`);
    return toJobDto(await this.jobs.get(vault.ownerId, job));
  }
}
