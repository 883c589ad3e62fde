import { AuditReports } from '@hearthlore/audit';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ActivityDto, ListActivityQuery } from '../admin/audit.dto.js';
import { toActivityDto } from '../admin/audit.presenter.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { OwnAccount } from '../http/role.decorators.js';

/** What a member did and what was done to them, with what it takes to hold the server to it later. */
@ApiTags('me')
@ApiBearerAuth()
@OwnAccount()
@Controller('me/activity')
export class ActivityController {
  constructor(private readonly reports: AuditReports) {}

  @Get()
  @ApiOkResponse({ type: ActivityDto })
  async list(@CurrentVault() vault: MemberVault, @Query() { limit, cursor }: ListActivityQuery): Promise<ActivityDto> {
    const before = cursor === undefined ? undefined : Number(cursor);
    const [page, ownTag, head] = await Promise.all([
      this.reports.listOwn(vault.ownerId, { limit, before }),
      this.reports.tagOf(vault.ownerId),
      this.reports.head(),
    ]);
    return toActivityDto(page, ownTag, head);
  }
}
