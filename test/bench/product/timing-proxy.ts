import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a model server and notes how long the server itself takes to its first token. */
export interface TimingProxy {
  readonly url: string;
  /** Milliseconds from a request's arrival to its first content, of the last chat completion. */
  lastFirstToken(): number;
  close(): void;
}

export async function startTimingProxy(target: string): Promise<TimingProxy> {
  let last = Number.NaN;
  const server = createServer((incoming, outgoing) => {
    const arrived = performance.now();
    const url = new URL(target);
    const options = {
      host: url.hostname,
      port: url.port,
      path: incoming.url,
      method: incoming.method,
      headers: incoming.headers,
    };
    const upstream = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      let text = '';
      let isNoted = false;
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (!isNoted && text.includes('"content":"')) {
          last = performance.now() - arrived;
          isNoted = true;
        }
        outgoing.write(chunk);
      });
      answer.on('end', () => outgoing.end());
    });
    upstream.on('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${new URL(target).pathname}`,
    lastFirstToken: () => last,
    close: () => server.close(),
  };
}
