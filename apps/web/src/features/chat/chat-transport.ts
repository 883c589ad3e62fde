import { DefaultChatTransport, type UIMessageChunk } from 'ai';
import type { ChatMessage } from './chat-message.js';

/** The chat keeps only the text of an error, and ours is worded by its code. */
export class ChatTransport extends DefaultChatTransport<ChatMessage> {
  protected override processResponseStream(
    stream: Parameters<DefaultChatTransport<ChatMessage>['processResponseStream']>[0],
  ): ReadableStream<UIMessageChunk> {
    return super.processResponseStream(stream).pipeThrough(
      new TransformStream<UIMessageChunk, UIMessageChunk>({
        transform: (chunk, controller) => controller.enqueue(withCodeAsText(chunk)),
      }),
    );
  }
}

function withCodeAsText(chunk: UIMessageChunk): UIMessageChunk {
  if (chunk.type !== 'error' || !('code' in chunk) || typeof chunk.code !== 'string') return chunk;
  return { type: 'error', errorText: chunk.code };
}
