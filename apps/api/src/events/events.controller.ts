import { type MemberVault, opensSelf } from '@hearthlore/vault';
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
    description:
      'Server-sent events: `document.*`, `job.updated`, `export.ready`, `system.notice`, and `session.revoked` for this session.',
    content: { 'text/event-stream': {} },
  })
  listen(
    @CurrentVault() vault: MemberVault,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    const isMember = opensSelf(vault);
    const release = this.streams.open('events', vault.ownerId);
    const stream = new EventStream(reply);
    stream.signal.addEventListener('abort', release, { once: true });
    const after = lastEventId !== undefined && /^\d{1,16}$/.test(lastEventId) ? Number(lastEventId) : undefined;
    const end = this.log.subscribe(vault.ownerId, after, ({ id, event }) => {
      if (event.type === 'session.revoked' && event.sessionId !== vault.holderId) return;
      // A program hears of documents; what happens to the account is its member's own affair.
      if (!isMember && !event.type.startsWith('document.')) return;
      const { type, ...data } = event;
      void stream.write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    });
    stream.signal.addEventListener('abort', end, { once: true });
    vault.signal.addEventListener('abort', () => stream.close(), { once: true, signal: stream.signal });
    // Locked since the guard looked: that event is over.
    if (vault.signal.aborted) stream.close();
  }
}
