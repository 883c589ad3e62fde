import { EventSourceParserStream } from 'eventsource-parser/stream';
import { sessionFetch } from '../../api/session.js';

/** Milliseconds before another try, doubling up to the last. */
const RETRY = { first: 1000, last: 30_000 };

export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/**
 * Follows the server's events until `signal` aborts, resuming after what was seen last. Fetched rather than opened as
 * an EventSource: the access token belongs in a header, never in an address.
 */
export async function followEvents(
  onEvent: (event: ServerEvent) => void,
  onConnected: (isConnected: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  let lastId: string | undefined;
  let pause = RETRY.first;
  while (!signal.aborted) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one connection after the other
      const response = await sessionFetch('/api/v1/events', {
        headers: { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) },
        signal,
      });
      if (response.ok && response.body !== null) {
        onConnected(true);
        pause = RETRY.first;
        const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
        // oxlint-disable-next-line no-await-in-loop
        for await (const { id, event, data } of events) {
          lastId = id ?? lastId;
          onEvent({ name: event ?? 'message', data });
        }
      }
    } catch {
      // a broken connection is what the next round is for
    }
    onConnected(false);
    // oxlint-disable-next-line no-await-in-loop
    await delay(pause, signal);
    pause = Math.min(RETRY.last, pause * 2);
  }
}

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
