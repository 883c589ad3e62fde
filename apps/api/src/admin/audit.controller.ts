import { Readable } from 'node:stream';
import { AuditAction, AuditLog, AuditReports } from '@hearthlore/audit';
import { AccountsService } from '@hearthlore/identity';
import type { UserId } from '@hearthlore/kernel';
import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Scope } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { Needs } from '../http/role.decorators.js';
import { AuditHeadDto, AuditListDto, ListAuditQuery } from './audit.dto.js';
import { toAuditHeadDto, toAuditListDto } from './audit.presenter.js';

const LINES = 'application/x-ndjson';

/** The log of what happened to accounts and keys; everybody is a tag in it. */
@ApiTags('admin')
@ApiBearerAuth()
@Scope('admin')
@Needs('audit.read')
@Controller('admin/audit')
export class AuditController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly reports: AuditReports,
    private readonly log: AuditLog,
  ) {}

  @Get()
  @ApiOkResponse({ type: AuditListDto })
  async list(
    @CurrentMember() memberId: UserId,
    @Query() { limit, cursor, action }: ListAuditQuery,
  ): Promise<AuditListDto> {
    await this.accounts.assertManager(memberId);
    const before = cursor === undefined ? undefined : Number(cursor);
    const page = await this.reports.list(memberId, { limit, before, action });
    return toAuditListDto(page, await this.reports.tagOf(memberId));
  }

  @Get('checkpoint')
  @ApiOkResponse({ type: AuditHeadDto })
  async checkpoint(@CurrentMember() memberId: UserId): Promise<AuditHeadDto> {
    await this.accounts.assertManager(memberId);
    return toAuditHeadDto(await this.reports.head());
  }

  /** All of it, for `hearthlore audit verify`; the last line says that nothing is missing. */
  @Get('export')
  @Header('content-type', LINES)
  @Header('content-disposition', 'attachment; filename="audit.ndjson"')
  @ApiProduces(LINES)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async export(@CurrentMember() memberId: UserId): Promise<StreamableFile> {
    await this.accounts.assertManager(memberId);
    await this.log.append({ action: AuditAction.auditExported, actorId: memberId, result: 'ok' });
    return new StreamableFile(Readable.from(this.#lines(memberId)), { type: LINES });
  }

  async *#lines(callerId: UserId): AsyncGenerator<string> {
    for await (const line of this.reports.export(callerId)) yield `${JSON.stringify(line)}\n`;
  }
}
