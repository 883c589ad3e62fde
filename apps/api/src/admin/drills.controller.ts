import { DrillsService } from '@hearthlore/backup';
import type { UserId } from '@hearthlore/kernel';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Scope } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { Needs } from '../http/role.decorators.js';
import { DrillDto, DrillListDto, StartDrillRequest } from './drill.dto.js';
import { toDrillDto, toRecoveryHealthDto } from './drills.presenter.js';

/** Trials of backups: whether what lies at the target would come back. */
@ApiTags('admin')
@ApiBearerAuth()
@Scope('admin')
@Needs('backups.manage')
@Controller('admin/drills')
export class DrillsController {
  constructor(private readonly drills: DrillsService) {}

  @Get()
  @ApiOkResponse({ type: DrillListDto })
  async list(@CurrentMember() memberId: UserId): Promise<DrillListDto> {
    const data = (await this.drills.list(memberId)).map(toDrillDto);
    return { data, health: toRecoveryHealthDto(await this.drills.health(memberId)) };
  }

  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: DrillDto })
  async start(@CurrentMember() memberId: UserId, @Body() { kind, identity }: StartDrillRequest): Promise<DrillDto> {
    return toDrillDto(await this.drills.start(memberId, kind, identity?.trim()));
  }
}
