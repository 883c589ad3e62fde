import type { ChatEvent } from '@hearthlore/chat';
import { assertNever } from '@hearthlore/kernel';
import { toCitationDto } from './chats.presenter.js';

/** Tells the AI SDK's client which protocol follows. */
export const UI_MESSAGE_STREAM_HEADERS = { 'x-vercel-ai-ui-message-stream': 'v1' } as const;

/** One answer has one text part. */
const TEXT_ID = 't';

interface Frame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/**
 * Chat events as server-sent events of the AI SDK's UI message stream v1 (ai-sdk.dev, "Stream Protocols"), `[DONE]` last.
 * A text part that was cut off is closed, so that a client shows what it has as finished.
 */
export async function* uiMessageFrames(events: AsyncIterable<ChatEvent>): AsyncGenerator<string, void, undefined> {
  let isTextOpen = false;
  for await (const event of events) {
    const isEnd = event.type === 'finish' || event.type === 'abort' || event.type === 'error';
    if (isEnd && isTextOpen) yield serialised({ type: 'text-end', id: TEXT_ID });
    if (event.type === 'text-start') isTextOpen = true;
    if (event.type === 'text-end') isTextOpen = false;
    yield serialised(toFrame(event));
  }
  yield 'data: [DONE]\n\n';
}

function serialised(frame: Frame): string {
  return `data: ${JSON.stringify(frame)}\n\n`;
}

function toFrame(event: ChatEvent): Frame {
  switch (event.type) {
    case 'status': {
      const { type: _, ...data } = event;
      return { type: 'data-status', data, transient: true };
    }
    case 'source': {
      const { n, title } = event.source;
      return { type: 'source-document', sourceId: `c${n}`, mediaType: 'text/plain', title, filename: title };
    }
    case 'citation':
      return { type: 'data-citation', id: `c${event.citation.n}`, data: toCitationDto(event.citation) };
    case 'text-start':
    case 'text-end':
    case 'text-delta':
      return { ...event, id: TEXT_ID };
    case 'grounding':
      return {
        type: 'data-grounding',
        data: { supported: event.supported, unsupported: event.unsupported },
      };
    case 'metadata': {
      const { model, milliseconds: ms, retrieved, notice, fallback } = event;
      return { type: 'message-metadata', messageMetadata: { model, ms, retrieved, notice, fallback } };
    }
    case 'error':
      return { type: 'error', errorText: event.message, code: event.code };
    case 'start':
    case 'finish':
    case 'abort':
      return event;
    default:
      return assertNever(event);
  }
}
