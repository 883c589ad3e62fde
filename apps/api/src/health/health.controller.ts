import { OwnerTransactions } from '@hearthlore/database';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/access.decorators.js';
import { OpenInMaintenance } from '../http/maintenance.guard.js';
import { VectorStoreWatch } from '../operations/vector-store-watch.js';

class ReadinessDto {
  @ApiProperty({ enum: ['up', 'down'] })
  status!: 'up' | 'down';

  @ApiProperty({ enum: ['vector-store'], isArray: true, description: 'What is missed, while requests are served.' })
  degraded!: 'vector-store'[];
}

@ApiTags('health')
@Public()
@OpenInMaintenance()
@Controller('health')
export class HealthController {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly vectors: VectorStoreWatch,
  ) {}

  @Get('live')
  @ApiOkResponse()
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  @Get(['ready', 'startup'])
  @ApiOkResponse({ type: ReadinessDto })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessDto> {
    const isUp = await this.transactions.runWithoutOwner(async () => true).catch(() => false);
    if (!isUp) void reply.status(503);
    // Search goes on without it, so requests may come.
    return { status: isUp ? 'up' : 'down', degraded: this.vectors.standing.isUp ? [] : ['vector-store'] };
  }
}
