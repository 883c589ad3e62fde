import { AuditAction, AuditLog } from '@hearthlore/audit';
import { AccountsService } from '@hearthlore/identity';
import { parseQueueName, parseScheduleKey, QueueAdmin, type QueueName, type ScheduleKey } from '@hearthlore/jobs';
import { Clock, type UserId } from '@hearthlore/kernel';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Scope } from '../http/access.decorators.js';
import { CurrentMember } from '../http/current-member.decorator.js';
import { KnownWordPipe } from '../http/known-word.pipe.js';
import { Needs } from '../http/role.decorators.js';
import { DeadLetterListDto, QueueChangeDto, QueueListDto, StartedJobDto } from './queues.dto.js';
import { toDeadLetterDto, toQueueDto, toScheduleDto } from './queues.presenter.js';

const queueName = new KnownWordPipe<QueueName>('queue', parseQueueName);
const scheduleKey = new KnownWordPipe<ScheduleKey>('schedule', parseScheduleKey);
const InQueue = (): MethodDecorator => ApiParam({ name: 'name', schema: { type: 'string' } });

/** Work in the background: how much there is, what went wrong as a code, and the switches. */
@ApiTags('admin')
@ApiBearerAuth()
@Scope('admin')
@Needs('queues.manage')
@Controller('admin/queues')
export class QueuesController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly queues: QueueAdmin,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOkResponse({ type: QueueListDto })
  async list(@CurrentMember() memberId: UserId): Promise<QueueListDto> {
    await this.accounts.assertManager(memberId);
    const [queues, schedules] = await Promise.all([this.queues.list(), this.queues.schedules()]);
    return { data: queues.map(toQueueDto), schedules: schedules.map(toScheduleDto) };
  }

  @Get(':name/failed')
  @InQueue()
  @ApiOkResponse({ type: DeadLetterListDto })
  async failed(
    @CurrentMember() memberId: UserId,
    @Param('name', queueName) name: QueueName,
  ): Promise<DeadLetterListDto> {
    await this.accounts.assertManager(memberId);
    return { data: (await this.queues.deadLetters(name)).map(toDeadLetterDto) };
  }

  @Post(':name/pause')
  @HttpCode(200)
  @InQueue()
  @ApiOkResponse({ type: QueueChangeDto })
  async pause(@CurrentMember() memberId: UserId, @Param('name', queueName) name: QueueName): Promise<QueueChangeDto> {
    return this.#change(memberId, () => this.queues.pause(name));
  }

  @Post(':name/resume')
  @HttpCode(200)
  @InQueue()
  @ApiOkResponse({ type: QueueChangeDto })
  async resume(@CurrentMember() memberId: UserId, @Param('name', queueName) name: QueueName): Promise<QueueChangeDto> {
    return this.#change(memberId, () => this.queues.resume(name));
  }

  @Post(':name/retry')
  @HttpCode(200)
  @InQueue()
  @ApiOkResponse({ type: QueueChangeDto })
  async retry(@CurrentMember() memberId: UserId, @Param('name', queueName) name: QueueName): Promise<QueueChangeDto> {
    return this.#change(memberId, () => this.queues.retry(name));
  }

  @Post(':name/clear')
  @HttpCode(200)
  @InQueue()
  @ApiOkResponse({ type: QueueChangeDto })
  async clear(@CurrentMember() memberId: UserId, @Param('name', queueName) name: QueueName): Promise<QueueChangeDto> {
    return this.#change(memberId, () => this.queues.clear(name));
  }

  @Post('schedules/:key/run')
  @HttpCode(202)
  @ApiParam({ name: 'key', schema: { type: 'string' } })
  @ApiAcceptedResponse({ type: StartedJobDto })
  async run(@CurrentMember() memberId: UserId, @Param('key', scheduleKey) key: ScheduleKey): Promise<StartedJobDto> {
    await this.accounts.assertManager(memberId);
    return { jobId: await this.queues.runNow(key, this.clock.now()) };
  }

  async #change(memberId: UserId, change: () => Promise<number | void>): Promise<QueueChangeDto> {
    await this.accounts.assertManager(memberId);
    const jobs = (await change()) ?? 0;
    await this.audit.append({ action: AuditAction.queueChanged, actorId: memberId, result: 'ok' });
    return { jobs };
  }
}
