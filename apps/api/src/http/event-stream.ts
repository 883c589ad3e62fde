import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

/** Proxies close connections that are silent for longer. */
const HEARTBEAT = 15_000;

/** A server-sent event stream that ends with the client, or when it is told to. */
export class EventStream {
  readonly #closed = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;

  /** Takes the reply over from the framework. @param headers Besides those of every stream. */
  constructor(
    private readonly reply: FastifyReply,
    headers: Readonly<Record<string, string>> = {},
  ) {
    reply.hijack();
    reply.raw.writeHead(200, {
      ...Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined)),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      ...headers,
    });
    reply.raw.flushHeaders();
    this.#heartbeat = setInterval(() => void this.write(': ping\n\n'), HEARTBEAT);
    reply.raw.once('close', () => this.#end());
  }

  /** Aborts when the client is gone or the stream was closed. */
  get signal(): AbortSignal {
    return this.#closed.signal;
  }

  /** Resolves when the client can take more; a slow reader slows the writer and fills no memory. */
  async write(frame: string): Promise<void> {
    if (this.signal.aborted || this.reply.raw.write(frame)) return;
    await once(this.reply.raw, 'drain', { signal: this.signal }).catch(() => undefined);
  }

  close(): void {
    this.reply.raw.end();
    this.#end();
  }

  #end(): void {
    clearInterval(this.#heartbeat);
    this.#closed.abort();
  }
}
