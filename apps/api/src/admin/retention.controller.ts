import { AccountsService } from '@hearthlore/identity';
import { RetentionRequests } from '@hearthlore/jobs';
import type { UserId } from '@hearthlore/kernel';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Scope } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { Needs } from '../http/role.decorators.js';

export class RetentionResultDto {
  @ApiProperty({ description: 'How many documents of all members are past their date; whose they are is not told.' })
  expiredDocuments!: number;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

@ApiTags('admin')
@ApiBearerAuth()
@Scope('admin')
@Needs('retention.manage')
@Controller('admin/retention')
export class RetentionController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly retention: RetentionRequests,
  ) {}

  @Get('preview')
  @ApiOkResponse({ type: RetentionResultDto })
  async preview(@CurrentMember() memberId: UserId): Promise<RetentionResultDto> {
    await this.accounts.assertManager(memberId);
    return this.retention.request('preview');
  }

  @Post('runs')
  @HttpCode(200)
  @ApiOkResponse({ type: RetentionResultDto })
  async run(@CurrentMember() memberId: UserId): Promise<RetentionResultDto> {
    await this.accounts.assertManager(memberId);
    return this.retention.request('purge');
  }
}
