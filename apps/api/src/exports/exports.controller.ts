import { Readable } from 'node:stream';
import { ExportsService } from '@hearthlore/data-rights';
import type { ExportId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Res, StreamableFile } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { OwnAccount } from '../http/role.decorators.js';
import { CreateExportRequest, ExportDto, ExportListDto } from './export.dto.js';
import { exportFileName, toExportDto } from './exports.presenter.js';

const exportId = new IdPipe<ExportId>('export');
const BYTES = 'application/octet-stream';

/** Everything that the member has, to take along. */
@ApiTags('exports')
@ApiBearerAuth()
@OwnAccount()
@Controller('exports')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Post()
  @NeedsStepUp()
  @HttpCode(202)
  @ApiAcceptedResponse({
    type: ExportDto,
    description: '`Location` names the job that makes it. One at a time: it takes the place of the one before.',
  })
  async create(
    @CurrentVault() vault: MemberVault,
    @Body() { passphrase }: CreateExportRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExportDto> {
    const one = toExportDto(await this.exports.request(vault, passphrase));
    void reply.header('location', `/api/v1/jobs/${one.jobId}`);
    return one;
  }

  @Get()
  @ApiOkResponse({ type: ExportListDto })
  async list(@CurrentVault() { ownerId }: MemberVault): Promise<ExportListDto> {
    return { data: (await this.exports.list(ownerId)).map(toExportDto) };
  }

  @Get(':id')
  @ApiOkResponse({ type: ExportDto })
  async get(@CurrentVault() { ownerId }: MemberVault, @Param('id', exportId) id: ExportId): Promise<ExportDto> {
    return toExportDto(await this.exports.get(ownerId, id));
  }

  @Get(':id/content')
  @Header('cache-control', 'no-store')
  @ApiProduces(BYTES)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' }, description: 'A zip, or a zip in an age file.' })
  async content(@CurrentVault() vault: MemberVault, @Param('id', exportId) id: ExportId): Promise<StreamableFile> {
    const one = await this.exports.get(vault.ownerId, id);
    const file = Readable.from(await this.exports.open(vault, id), { objectMode: false });
    const disposition = `attachment; filename="${exportFileName(one)}"`;
    return new StreamableFile(file, { type: BYTES, disposition, length: one.bytes });
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async delete(@CurrentVault() { ownerId }: MemberVault, @Param('id', exportId) id: ExportId): Promise<void> {
    await this.exports.delete(ownerId, id);
  }
}
