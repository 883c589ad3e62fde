import { OwnerTransactions } from '@hearthlore/database';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/access.decorators.js';
import { OpenInMaintenance } from '../http/maintenance.guard.js';

@ApiTags('health')
@Public()
@OpenInMaintenance()
@Controller('health')
export class HealthController {
  constructor(private readonly transactions: OwnerTransactions) {}

  @Get('live')
  @ApiOkResponse()
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  @Get(['ready', 'startup'])
  @ApiOkResponse()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: 'up' | 'down' }> {
    const isUp = await this.transactions.runWithoutOwner(async () => true).catch(() => false);
    if (!isUp) void reply.status(503);
    return { status: isUp ? 'up' : 'down' };
  }
}
