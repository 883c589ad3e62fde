import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventStream } from './event-stream.js';

let server: FastifyInstance;
let opened: PromiseWithResolvers<EventStream>;
beforeEach(() => {
  opened = Promise.withResolvers();
  server = fastify({ forceCloseConnections: true });
  server.get('/', (_, reply) => {
    void reply.header('x-request-id', 'r1');
    opened.resolve(new EventStream(reply, { 'x-kind': 'test' }));
  });
});
afterEach(() => server.close());

/** A listener that reads when it is told to. */
async function listen(): Promise<{ response: IncomingMessage; stream: EventStream }> {
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const [response] = await once(get(url, { agent: false }), 'response');
  return { response, stream: await opened.promise };
}

describe('an event stream', () => {
  it('keeps headers set before and says that nobody may store or hold it', async () => {
    const answered = server.inject({ url: '/' });
    const stream = await opened.promise;
    await stream.write('data: one\n\n');
    stream.close();
    const { headers, body, statusCode } = await answered;
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': 'r1',
      'x-kind': 'test',
    });
    expect(body).toBe('data: one\n\n');
  });

  it('begins before there is anything to say', async () => {
    const { response, stream } = await listen();
    expect(response.statusCode).toBe(200);
    stream.close();
  });

  it('ends when the listener goes', async () => {
    const { response, stream } = await listen();
    expect(stream.signal.aborted).toBe(false);
    response.destroy();
    await once(stream.signal, 'abort');
    await expect(stream.write('data: late\n\n')).resolves.toBeUndefined();
  });

  it('ends when it is closed, once and for all', async () => {
    const { response, stream } = await listen();
    stream.close();
    stream.close();
    expect(stream.signal.aborted).toBe(true);
    await stream.write('data: late\n\n');
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('');
  });

  it('has a writer wait for a slow listener, and lets it go with the listener', async () => {
    const { response, stream } = await listen();
    response.pause();
    let written = 0;
    const writing = (async () => {
      while (!stream.signal.aborted) {
        await stream.write(`data: ${'x'.repeat(2 ** 20)}\n\n`);
        written += 1;
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = written;
    expect(before).toBeLessThan(64);
    response.destroy();
    await writing;
    expect(stream.signal.aborted).toBe(true);
  });
});
