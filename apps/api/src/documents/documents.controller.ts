import { DocumentsService, IngestBox } from '@hearthlore/documents';
import { IngestionService } from '@hearthlore/ingestion';
import type { DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseIntPipe,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Scope } from '../http/access.decorators.js';
import type { Caller } from '../http/caller.js';
import { CurrentCaller } from '../http/current-member.decorator.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { Needs } from '../http/role.decorators.js';
import { DocumentIntake } from './document-intake.js';
import { DocumentDto, DocumentListDto, PassageListDto, UpdateDocumentRequest, UploadQuery } from './document.dto.js';
import { toDocumentDto, toPassageDto } from './documents.presenter.js';
import { UploadReader } from './upload-reader.js';

const documentId = new IdPipe<DocumentId>('document');

@ApiTags('documents')
@ApiBearerAuth()
@Needs('documents.read')
@Controller('documents')
export class DocumentsController {
  constructor(
    private readonly documents: DocumentsService,
    private readonly ingestion: IngestionService,
    private readonly uploads: UploadReader,
    private readonly intake: DocumentIntake,
    private readonly box: IngestBox,
  ) {}

  @Post()
  @Needs('documents.write')
  @Scope('documents:write', 'ingest')
  @HttpCode(202)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        file: { type: 'string', format: 'binary' },
        title: { type: 'string' },
        expiresAt: { type: 'string', format: 'date-time' },
        language: { type: 'string' },
      },
    },
  })
  @ApiAcceptedResponse({
    type: DocumentDto,
    description: 'With `ingest` alone it is sealed, and becomes a document when its member signs in.',
  })
  async upload(
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Query() query: UploadQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DocumentDto> {
    const { file, fileName, fields } = await this.uploads.read(request, caller.ownerId);
    const document = await this.intake.take(caller, {
      file,
      fileName,
      title: fields.title,
      expiresAt: fields.expiresAt === undefined ? undefined : new Date(fields.expiresAt),
      language: fields.language,
      allowDuplicate: query.allowDuplicate,
    });
    void reply.header('location', `/api/v1/documents/${document.id}`);
    return document;
  }

  @Get()
  @Scope('documents:read')
  @ApiOkResponse({ type: DocumentListDto })
  async list(@CurrentVault() vault: MemberVault): Promise<DocumentListDto> {
    return { data: (await this.documents.list(vault)).map(toDocumentDto) };
  }

  @Get(':id')
  @Scope('documents:read')
  @ApiOkResponse({ type: DocumentDto })
  async get(@CurrentVault() vault: MemberVault, @Param('id', documentId) id: DocumentId): Promise<DocumentDto> {
    return toDocumentDto(await this.documents.get(vault, id));
  }

  @Get(':id/passages')
  @Scope('documents:read')
  @ApiOkResponse({ type: PassageListDto })
  async passages(@CurrentVault() vault: MemberVault, @Param('id', documentId) id: DocumentId): Promise<PassageListDto> {
    const passages = await this.documents.passages(vault, id);
    return { data: passages.map((passage) => toPassageDto(id, passage)) };
  }

  @Get(':id/pages/:page')
  @Scope('documents:read')
  @ApiOkResponse({ type: PassageListDto, description: 'The passages of one page.' })
  async page(
    @CurrentVault() vault: MemberVault,
    @Param('id', documentId) id: DocumentId,
    @Param('page', ParseIntPipe) page: number,
  ): Promise<PassageListDto> {
    const passages = await this.documents.passages(vault, id);
    const onPage = passages.filter(
      (passage) => passage.page !== null && passage.page <= page && page <= (passage.lastPage ?? passage.page),
    );
    return { data: onPage.map((passage) => toPassageDto(id, passage)) };
  }

  @Patch(':id')
  @Needs('documents.write')
  @Scope('documents:write')
  @ApiOkResponse({ type: DocumentDto })
  async update(
    @CurrentVault() vault: MemberVault,
    @Param('id', documentId) id: DocumentId,
    @Body() body: UpdateDocumentRequest,
  ): Promise<DocumentDto> {
    await this.documents.update(vault, id, {
      title: body.title,
      expiresAt: typeof body.expiresAt === 'string' ? new Date(body.expiresAt) : body.expiresAt,
      isHeld: body.hold,
    });
    return toDocumentDto(await this.documents.get(vault, id));
  }

  @Delete(':id')
  @Needs('documents.write')
  @Scope('documents:write')
  @HttpCode(204)
  @ApiNoContentResponse()
  async delete(@CurrentVault() vault: MemberVault, @Param('id', documentId) id: DocumentId): Promise<void> {
    await this.ingestion.remove(vault.ownerId, id);
    // Where it came by the drop box and was cut short, it lies there still, and would come back at the next unlock.
    await this.box.finish(vault.ownerId, id);
  }
}
