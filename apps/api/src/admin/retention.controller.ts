import { AccountsService } from '@hearthlore/identity';
import { RetentionRequests } from '@hearthlore/jobs';
import type { MemberVault } from '@hearthlore/vault';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CurrentVault } from '../http/current-vault.decorator.js';

export class RetentionResultDto {
  @ApiProperty({ description: 'How many documents of all members are past their date; whose they are is not told.' })
  expiredDocuments!: number;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin/retention')
export class RetentionController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly retention: RetentionRequests,
  ) {}

  @Get('preview')
  @ApiOkResponse({ type: RetentionResultDto })
  async preview(@CurrentVault() vault: MemberVault): Promise<RetentionResultDto> {
    await this.accounts.assertManager(vault.ownerId);
    return this.retention.request('preview');
  }

  @Post('runs')
  @HttpCode(200)
  @ApiOkResponse({ type: RetentionResultDto })
  async run(@CurrentVault() vault: MemberVault): Promise<RetentionResultDto> {
    await this.accounts.assertManager(vault.ownerId);
    return this.retention.request('purge');
  }
}
