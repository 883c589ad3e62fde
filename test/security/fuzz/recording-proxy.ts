import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';

/** A stream that is open for ever is read for this long: what it has to say it says at once. */
const STREAM_MS = 250;

const problemSchema = z.object({ code: z.string() });
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host'];

/** A request that was made and what came back. */
export interface Exchange {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  /** Of the problem, where it is one. */
  readonly code: string | undefined;
  /** Headers and body as text. */
  readonly answer: string;
}

export interface RecordingProxy {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  stop(): Promise<void>;
}

/**
 * Stands between a fuzzer and the product: puts in who asks, whatever the fuzzer made up, and keeps every answer.
 *
 * @param identify The headers of whoever asks, asked for before each request: a token lasts ten minutes.
 */
export async function startRecordingProxy(
  target: string,
  identify: () => Promise<Readonly<Record<string, string>>>,
): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const server = createServer((incoming, outgoing) => {
    forward(target, incoming, outgoing, identify)
      .then((exchange) => exchanges.push(exchange))
      // The fuzzer sees a broken connection, and reports it.
      .catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}`, exchanges, stop };
}

async function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  identify: () => Promise<Readonly<Record<string, string>>>,
): Promise<Exchange> {
  const { method = 'GET', url: path = '/' } = incoming;
  const sent = await buffer(incoming);
  const headers = {
    ...without(incoming.headers, [...HOP_BY_HOP, 'authorization', 'x-api-key']),
    ...(await identify()),
  };
  const length = sent.length === 0 && method === 'GET' ? {} : { 'content-length': String(sent.length) };
  const onward = request(`${target}${path}`, { method, headers: { ...headers, ...length } });
  const answered = once(onward, 'response');
  onward.end(sent);
  const [response] = (await answered) as [IncomingMessage];
  const body = await bodyOf(response);
  const { statusCode: status = 0 } = response;
  outgoing.writeHead(status, without(response.headers, HOP_BY_HOP));
  outgoing.end(body);
  const text = body.toString('utf8');
  return { method, path, status, code: codeOf(text), answer: `${JSON.stringify(response.headers)}\n${text}` };
}

async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const isStream = response.headers['content-type']?.startsWith('text/event-stream') ?? false;
  const chunks: Buffer[] = [];
  const hangUp = isStream ? setTimeout(() => response.destroy(), STREAM_MS) : undefined;
  try {
    for await (const chunk of response) chunks.push(chunk);
  } catch (error) {
    if (!isStream) throw error;
  } finally {
    clearTimeout(hangUp);
  }
  return Buffer.concat(chunks);
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function codeOf(text: string): string | undefined {
  try {
    return problemSchema.safeParse(JSON.parse(text)).data?.code;
  } catch {
    return undefined;
  }
}
