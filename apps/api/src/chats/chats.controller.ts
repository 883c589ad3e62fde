import { AnswerStoppedError, ChatService, ConversationsService } from '@hearthlore/chat';
import { Quotas } from '@hearthlore/identity';
import { type ConversationId, type DocumentId, parseId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Scope } from '../http/access.decorators.js';
import { CurrentVault } from '../http/current-vault.decorator.js';
import { EventStream } from '../http/event-stream.js';
import { IdPipe } from '../http/id.pipe.js';
import { ParallelStreams } from '../http/parallel-streams.js';
import { Needs } from '../http/role.decorators.js';
import {
  AskRequest,
  ChatDto,
  ChatListDto,
  CreateChatRequest,
  ListChatsQuery,
  MessageListDto,
  UpdateChatRequest,
} from './chat.dto.js';
import { parseCursor, toChatDto, toChatListDto, toMessageDto } from './chats.presenter.js';
import { UI_MESSAGE_STREAM_HEADERS, uiMessageFrames } from './ui-message-stream.js';

const chatId = new IdPipe<ConversationId>('chat');

@ApiTags('chats')
@ApiBearerAuth()
@Scope('chat')
@Needs('chats.use')
@Controller('chats')
export class ChatsController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly chat: ChatService,
    private readonly streams: ParallelStreams,
    private readonly quotas: Quotas,
  ) {}

  @Get()
  @ApiOkResponse({ type: ChatListDto })
  async list(@CurrentVault() vault: MemberVault, @Query() { limit, cursor }: ListChatsQuery): Promise<ChatListDto> {
    const after = cursor === undefined ? {} : { after: parseCursor(cursor) };
    return toChatListDto(await this.conversations.list(vault, { limit: limit + 1, ...after }), limit);
  }

  @Post()
  @ApiCreatedResponse({ type: ChatDto })
  async create(@CurrentVault() vault: MemberVault, @Body() { title }: CreateChatRequest): Promise<ChatDto> {
    return toChatDto(await this.conversations.create(vault, title));
  }

  @Get(':id')
  @ApiOkResponse({ type: ChatDto })
  async get(@CurrentVault() vault: MemberVault, @Param('id', chatId) id: ConversationId): Promise<ChatDto> {
    return toChatDto(await this.conversations.get(vault, id));
  }

  @Patch(':id')
  @ApiOkResponse({ type: ChatDto })
  async update(
    @CurrentVault() vault: MemberVault,
    @Param('id', chatId) id: ConversationId,
    @Body() { title, hold }: UpdateChatRequest,
  ): Promise<ChatDto> {
    return toChatDto(await this.conversations.update(vault, id, { title, isHeld: hold }));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async delete(@CurrentVault() vault: MemberVault, @Param('id', chatId) id: ConversationId): Promise<void> {
    await this.conversations.delete(vault, id);
  }

  @Get(':id/messages')
  @ApiOkResponse({ type: MessageListDto })
  async messages(@CurrentVault() vault: MemberVault, @Param('id', chatId) id: ConversationId): Promise<MessageListDto> {
    return { data: (await this.conversations.messages(vault, id)).map(toMessageDto) };
  }

  @Post(':id/messages')
  @HttpCode(200)
  @ApiOkResponse({
    description: 'The answer as UI message stream v1 of the AI SDK: server-sent events, `[DONE]` last.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async ask(
    @CurrentVault() vault: MemberVault,
    @Param('id', chatId) id: ConversationId,
    @Body() { text, documentIds = [] }: AskRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.quotas.assertTokens(vault.ownerId);
    await this.quotas.countQuestion(vault.ownerId);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort(new AnswerStoppedError()));
    let tokens = 0;
    const question = {
      text,
      documentIds: documentIds.flatMap((one) => parseId<DocumentId>(one) ?? []),
      spend: (more: number) => void (tokens += more),
    };
    const release = this.streams.open('chat', vault.ownerId);
    const events = await this.chat.ask(vault, id, question, gone.signal).catch((error: unknown) => {
      release();
      throw error;
    });
    const stream = new EventStream(reply, UI_MESSAGE_STREAM_HEADERS);
    vault.signal.addEventListener('abort', () => closeSoon(stream), { once: true, signal: stream.signal });
    try {
      // Read to its end even when nobody listens any more: the end is where what was said is kept.
      for await (const frame of uiMessageFrames(events)) await stream.write(frame);
    } finally {
      release();
      stream.close();
      await this.quotas.countTokens(vault.ownerId, tokens);
    }
  }

  /** Idempotent, and for answers of this process; the second address is that of the stream with `stop` behind it. */
  @Post([':id/stop', ':id/messages/stop'])
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'The answer being made ends; also where there is none.' })
  async stop(@CurrentVault() vault: MemberVault, @Param('id', chatId) id: ConversationId): Promise<void> {
    await this.chat.stop(vault, id);
  }
}

/** A reader gets this long for the last frame after a sign-out; one who does not read is not waited for. Milliseconds. */
const LAST_WORDS = 2000;

function closeSoon(stream: EventStream): void {
  setTimeout(() => stream.close(), LAST_WORDS).unref();
}
