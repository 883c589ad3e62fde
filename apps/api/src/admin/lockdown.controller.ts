import { Incidents } from '@hearthlore/audit';
import { Lockdown } from '@hearthlore/identity';
import type { UserId } from '@hearthlore/kernel';
import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { NeedsStepUp } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { Needs } from '../http/role.decorators.js';

class LockdownDto {
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null while the house is open.' })
  since!: string | null;
}

class BegunLockdownDto extends LockdownDto {
  @ApiProperty({ description: 'Sessions that were ended, the own one among them.' })
  endedSessions!: number;

  @ApiProperty({ description: 'Keys of programs that were revoked.' })
  endedApiKeys!: number;
}

/** The switch that shuts the house. No key of a program may turn it. [Note: Lockdown] */
@ApiTags('admin')
@ApiBearerAuth()
@Needs('incidents.manage')
@Controller('admin/lockdown')
export class LockdownController {
  constructor(
    private readonly lockdown: Lockdown,
    private readonly incidents: Incidents,
  ) {}

  @Get()
  @ApiOkResponse({ type: LockdownDto })
  get(): LockdownDto {
    return { since: this.lockdown.since?.toISOString() ?? null };
  }

  @Post()
  @HttpCode(200)
  @NeedsStepUp()
  @ApiOkResponse({ type: BegunLockdownDto })
  async begin(@CurrentMember() memberId: UserId): Promise<BegunLockdownDto> {
    const { sessions, apiKeys } = await this.lockdown.begin(memberId);
    await this.incidents.notice('lockdown');
    return { since: this.get().since, endedSessions: sessions, endedApiKeys: apiKeys };
  }

  @Delete()
  @Needs('lockdown.end')
  @NeedsStepUp()
  @ApiOkResponse({ type: LockdownDto })
  async end(@CurrentMember() memberId: UserId): Promise<LockdownDto> {
    await this.lockdown.end(memberId);
    return this.get();
  }
}
