import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { findRight, type Keys } from './stand-in-access.js';
import { type Answer, plain, Refusal, refused } from './stand-in-answers.js';
import { answerRequest, type Collections } from './stand-in-routes.js';

/** Of one JSON body: Qdrant's own default, in bytes. */
const BODY_LIMIT = 32 * 1024 * 1024;

export interface StandInOptions {
  readonly apiKey?: string;
  /** As `service.jwt_rbac`: whether tokens that are signed with the key count. */
  readonly usesTokens?: boolean;
  /** PEM; without it, plain HTTP. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

export interface SeenRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly proof: 'none' | 'key' | 'token';
}

/** What a test puts in place of an answer. */
export type Interference = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Not Qdrant, but a stand-in for it, for machines that have none: the part of its REST interface that the product uses,
 * as recorded from Qdrant 1.18.3 and as strict, in memory and with exact search. Besides, it fails as it is told to.
 */
export class StandInQdrant {
  readonly #keys: Keys;
  readonly #tls: StandInOptions['tls'];
  readonly #collections: Collections = new Map();
  readonly #requests: SeenRequest[] = [];
  #server: Server | undefined;
  #port = 0;
  #delay = 0;
  #failures = { left: 0, status: 500 };
  #interference: { readonly path: RegExp; readonly answer: Interference } | undefined;

  private constructor({ apiKey, usesTokens = false, tls }: StandInOptions) {
    this.#keys = { apiKey, usesTokens };
    this.#tls = tls;
  }

  static async start(options: StandInOptions = {}): Promise<StandInQdrant> {
    const qdrant = new StandInQdrant(options);
    await qdrant.startAgain();
    return qdrant;
  }

  get url(): string {
    return `${this.#tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.#port}`;
  }

  /** What came, oldest first, since the last time that it was forgotten. */
  get requests(): readonly SeenRequest[] {
    return this.#requests;
  }

  forgetRequests(): void {
    this.#requests.length = 0;
  }

  /** After {@link stop}, on the same port and with what it held. */
  async startAgain(): Promise<void> {
    const answer = (request: IncomingMessage, response: ServerResponse): void => void this.#answer(request, response);
    const server =
      this.#tls === undefined
        ? createServer(answer)
        : createTlsServer({ cert: this.#tls.certificate, key: this.#tls.key }, answer);
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  /** Cuts what is open and refuses what comes. What it holds stays. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  /** @param delay Milliseconds before every answer from now on; 0 for none. */
  answerAfter(delay: number): void {
    this.#delay = delay;
  }

  /** Answers the next requests with an error of the server. */
  failNext(count: number, status = 500): void {
    this.#failures = { left: count, status };
  }

  /** From now on `answer` answers what comes for `path`; without it, the stand-in does again. */
  interfere(path: RegExp, answer?: Interference): void {
    this.#interference = answer === undefined ? undefined : { path, answer };
  }

  /** As if somebody else had dropped it. @returns Whether it was there. */
  dropBehind(collection: string): boolean {
    return this.#collections.delete(collection);
  }

  get collectionNames(): string[] {
    return [...this.#collections.keys()];
  }

  /** Everything that a look at Qdrant's disk would show: names, ids, vectors and payloads, as text. */
  dump(): string {
    return [...this.#collections].map(([name, collection]) => `${name}\n${collection.dump()}`).join('\n');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://qdrant');
    const method = request.method ?? 'GET';
    this.#requests.push({ method, path: pathname, proof: proofOf(request) });
    const text = await readBody(request);
    if (this.#delay > 0) await sleep(this.#delay);
    if (this.#interference?.path.test(pathname) === true) {
      this.#interference.answer(request, response);
      return;
    }
    const {
      status,
      contentType,
      text: body,
    } = await this.#decide(method, pathname, searchParams, text, request.headers);
    if (response.destroyed) return;
    if (contentType !== undefined) response.setHeader('content-type', contentType);
    response.writeHead(status).end(body);
  }

  async #decide(
    method: string,
    path: string,
    query: URLSearchParams,
    text: string | undefined,
    headers: NodeJS.Dict<string | string[]>,
  ): Promise<Answer> {
    if (this.#failures.left > 0) {
      this.#failures.left -= 1;
      return refused(new Refusal(this.#failures.status, 'Service internal error: told to fail'));
    }
    const right = await findRight(this.#keys, path, headers);
    if ('status' in right) return right;
    if (text === undefined) return refused(new Refusal(413, 'Payload error: payload reached size limit.'));
    try {
      return answerRequest({ method, path, isWaiting: query.get('wait') === 'true', text, right }, this.#collections);
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      return plain(500, error instanceof Error ? error.message : 'unknown');
    }
  }
}

function proofOf({ headers }: IncomingMessage): SeenRequest['proof'] {
  if (headers['api-key'] !== undefined) return 'key';
  return headers.authorization === undefined ? 'none' : 'token';
}

/** @returns `undefined` for a body that is too large. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      if (!(chunk instanceof Uint8Array)) continue;
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
    }
  } catch {
    // The other side went away in the middle: nobody reads the answer.
    return '';
  }
  return size > BODY_LIMIT ? undefined : Buffer.concat(chunks).toString('utf8');
}
