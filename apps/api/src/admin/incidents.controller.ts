import { type Incident, Incidents } from '@hearthlore/audit';
import { AccountsService } from '@hearthlore/identity';
import type { IncidentId, UserId } from '@hearthlore/kernel';
import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Scope } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { IdPipe } from '../http/id.pipe.js';
import { Needs } from '../http/role.decorators.js';
import { ChangeIncidentRequest, IncidentDto, IncidentListDto, OpenIncidentRequest } from './incidents.dto.js';

const incidentId = new IdPipe<IncidentId>('incident');

/** What went wrong or might have: codes and dates, no free text. */
@ApiTags('admin')
@ApiBearerAuth()
@Scope('admin')
@Needs('incidents.manage')
@Controller('admin/incidents')
export class IncidentsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly incidents: Incidents,
  ) {}

  @Get()
  @ApiOkResponse({ type: IncidentListDto })
  async list(@CurrentMember() memberId: UserId): Promise<IncidentListDto> {
    await this.accounts.assertManager(memberId);
    return { data: (await this.incidents.list(memberId)).map(toIncidentDto) };
  }

  @Post()
  @ApiCreatedResponse({ type: IncidentDto })
  async open(@CurrentMember() memberId: UserId, @Body() { kind, severity }: OpenIncidentRequest): Promise<IncidentDto> {
    await this.accounts.assertManager(memberId);
    return toIncidentDto(await this.incidents.open(memberId, kind, severity));
  }

  @Patch(':id')
  @ApiOkResponse({ type: IncidentDto })
  async change(
    @CurrentMember() memberId: UserId,
    @Param('id', incidentId) id: IncidentId,
    @Body() { change }: ChangeIncidentRequest,
  ): Promise<IncidentDto> {
    await this.accounts.assertManager(memberId);
    const changed = change === 'close' ? this.incidents.close(memberId, id) : this.incidents.acknowledge(memberId, id);
    return toIncidentDto(await changed);
  }
}

function toIncidentDto({ openedAt, acknowledgedAt, closedAt, ...incident }: Incident): IncidentDto {
  return {
    ...incident,
    openedAt: openedAt.toISOString(),
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
    closedAt: closedAt?.toISOString() ?? null,
  };
}
