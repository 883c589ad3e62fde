import { AccountsService } from '@hearthlore/identity';
import { JobQueues } from '@hearthlore/jobs';
import type { UserId } from '@hearthlore/kernel';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Scope } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { Needs } from '../http/role.decorators.js';

const resultSchema = z.object({ expiredDocuments: z.number(), at: z.string() });

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
    private readonly queues: JobQueues,
  ) {}

  @Get('preview')
  @ApiOkResponse({ type: RetentionResultDto })
  async preview(@CurrentMember() memberId: UserId): Promise<RetentionResultDto> {
    await this.accounts.assertManager(memberId);
    return resultSchema.parse(await this.queues.addAndWait('retention', 'preview', {}));
  }

  @Post('runs')
  @HttpCode(200)
  @ApiOkResponse({ type: RetentionResultDto })
  async run(@CurrentMember() memberId: UserId): Promise<RetentionResultDto> {
    await this.accounts.assertManager(memberId);
    return resultSchema.parse(await this.queues.addAndWait('retention', 'purge', {}));
  }
}
