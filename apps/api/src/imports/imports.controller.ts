import { ImportsService, MemberJobs } from '@hearthlore/data-rights';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { Needs } from '../http/role.decorators.js';
import { JobDto } from '../jobs/job.dto.js';
import { toJobDto } from '../jobs/jobs.presenter.js';
import { ImportReader } from './import-reader.js';

/** Brings an export of this or of another installation to the member. */
@ApiTags('imports')
@ApiBearerAuth()
@Needs('documents.write')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly jobs: MemberJobs,
    private readonly reader: ImportReader,
  ) {}

  @Post()
  @NeedsStepUp()
  @HttpCode(202)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: { file: { type: 'string', format: 'binary' }, passphrase: { type: 'string' } },
    },
  })
  @ApiAcceptedResponse({
    type: JobDto,
    description:
      '`Location` names the job. It goes on while the member is signed in; cut short, the file is needed again.',
  })
  async create(
    @CurrentVault() vault: MemberVault,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobDto> {
    this.imports.assertRoom(vault.ownerId);
    const { file, passphrase } = await this.reader.read(request);
    const id = await this.imports.request(vault, file, passphrase);
    void reply.header('location', `/api/v1/jobs/${id}`);
    return toJobDto(await this.jobs.get(vault.ownerId, id));
  }
}
