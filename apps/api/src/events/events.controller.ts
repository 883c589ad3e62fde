import type { MemberVault } from '@hearthlore/vault';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Scope } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { EventStream } from '../http/event-stream.js';
import { ParallelStreams } from '../http/parallel-streams.js';
import { OwnAccount } from '../http/role.decorators.js';
import { EventLog } from './event-log.js';

@ApiTags('events')
@ApiBearerAuth()
@OwnAccount()
@Controller('events')
export class EventsController {
  constructor(
    private readonly log: EventLog,
    private readonly streams: ParallelStreams,
  ) {}

  @Get()
  @Scope('documents:read')
  @ApiOkResponse({
    description: 'Server-sent events of this member’s documents.',
    content: { 'text/event-stream': {} },
  })
  listen(
    @CurrentVault() vault: MemberVault,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    const release = this.streams.open('events', vault.ownerId);
    const stream = new EventStream(reply);
    stream.signal.addEventListener('abort', release, { once: true });
    const after = lastEventId !== undefined && /^\d{1,16}$/.test(lastEventId) ? Number(lastEventId) : undefined;
    const end = this.log.subscribe(vault.ownerId, after, ({ id, event: { type, ...data } }) => {
      void stream.write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    });
    stream.signal.addEventListener('abort', end, { once: true });
    vault.signal.addEventListener('abort', () => stream.close(), { once: true, signal: stream.signal });
    // Locked since the guard looked: that event is over.
    if (vault.signal.aborted) stream.close();
  }
}
