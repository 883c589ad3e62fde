import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readEventData } from '../../apps/cli/src/client/event-stream.js';

const grantSchema = z.object({
  accessToken: z.string(),
  user: z.object({ id: z.string() }),
  recoveryKey: z.string().optional(),
});
const documentSchema = z.looseObject({
  id: z.string(),
  state: z.string(),
  title: z.string(),
  /** The code of what went wrong. */
  error: z.string().nullish(),
});
export type ProductDocument = z.output<typeof documentSchema>;

const searchSchema = z.object({
  data: z.array(z.looseObject({ documentId: z.string(), title: z.string(), text: z.string(), score: z.number() })),
  tookMs: z.number(),
});
const partSchema = z.looseObject({ type: z.string() });
export type StreamPart = z.output<typeof partSchema>;

const UNDER_WAY = new Set(['queued', 'reading', 'indexing']);

/** What the server said, with the body read as JSON where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Credentials {
  readonly name: string;
  readonly email: string;
  readonly passphrase: string;
}

/** An answer of the chat, taken apart. */
export interface ChatAnswer {
  readonly chatId: string;
  readonly text: string;
  readonly parts: readonly StreamPart[];
  readonly citations: readonly unknown[];
}

/** A person who uses the API: sentences that a test is made of. */
export class ProductClient {
  #accessToken: string | undefined;
  #cookie: string | undefined;
  userId = '';
  recoveryKey = '';

  constructor(readonly url: string) {}

  get accessToken(): string {
    return this.#accessToken ?? '';
  }

  get refreshCookie(): string {
    return this.#cookie ?? '';
  }

  async setsUp(code: string | undefined, credentials: Credentials): Promise<this> {
    return this.#takesGrant(await this.post('/api/v1/setup', { code, ...credentials }));
  }

  async signsIn({ email, passphrase }: Pick<Credentials, 'email' | 'passphrase'>): Promise<this> {
    return this.#takesGrant(await this.post('/api/v1/auth/login', { email, passphrase }));
  }

  async refreshes(): Promise<Answer> {
    const headers = { cookie: this.refreshCookie, origin: this.url, 'x-hearthlore-client': '1' };
    const answer = await this.send('/api/v1/auth/refresh', { method: 'POST', headers });
    if (answer.status === 200) await this.#takesGrant(answer);
    return answer;
  }

  async signsOut(): Promise<Answer> {
    const headers = { cookie: this.refreshCookie, origin: this.url, 'x-hearthlore-client': '1' };
    return this.send('/api/v1/auth/logout', { method: 'POST', headers });
  }

  /** The owner invites, the new member accepts, the owner confirms, the member signs in. */
  async admits(member: ProductClient, credentials: Credentials): Promise<ProductClient> {
    const invite = z
      .object({ id: z.string(), token: z.string() })
      .parse(succeeded(await this.post('/api/v1/invites', { role: 'member' })).body);
    succeeded(await member.post('/api/v1/invites/accept', { token: invite.token, ...credentials }));
    succeeded(await this.post(`/api/v1/invites/${invite.id}/confirm`, {}));
    return member.signsIn(credentials);
  }

  /** Sends a file and answers at once, whatever the server thinks of it. */
  async sends(fileName: string, content: string | Uint8Array, fields: Record<string, string> = {}): Promise<Answer> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    body.set('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), fileName);
    return this.send('/api/v1/documents', { method: 'POST', body });
  }

  /** Sends a file and waits until it has been read, or has failed. */
  async uploads(fileName: string, content: string | Uint8Array): Promise<ProductDocument> {
    const accepted = z.object({ id: z.string() }).parse(succeeded(await this.sends(fileName, content)).body);
    return this.waitsFor(accepted.id);
  }

  async waitsFor(id: string): Promise<ProductDocument> {
    for (;;) {
      const document = documentSchema.parse(succeeded(await this.get(`/api/v1/documents/${id}`)).body);
      if (!UNDER_WAY.has(document.state)) return document;
      await sleep(100);
    }
  }

  async lists(): Promise<ProductDocument[]> {
    const answer = succeeded(await this.get('/api/v1/documents'));
    return z.object({ data: z.array(documentSchema) }).parse(answer.body).data;
  }

  async searches(query: string, options: object = {}): Promise<z.output<typeof searchSchema>> {
    return searchSchema.parse(succeeded(await this.post('/api/v1/search', { query, ...options })).body);
  }

  async startsChat(): Promise<string> {
    return z.object({ id: z.string() }).parse(succeeded(await this.post('/api/v1/chats', {})).body).id;
  }

  /** Asks and reads the stream to its end. */
  async asks(text: string, chatId?: string): Promise<ChatAnswer> {
    const id = chatId ?? (await this.startsChat());
    const parts: StreamPart[] = [];
    for await (const part of this.streams(id, { text })) parts.push(part);
    const text_ = parts.flatMap((part) => (part.type === 'text-delta' ? [String(part.delta)] : [])).join('');
    const citations = parts.flatMap((part) => (part.type === 'data-citation' ? [part.data] : []));
    return { chatId: id, text: text_, parts, citations };
  }

  /** The parts of an answer as they come; leaving the loop or aborting hangs up. */
  async *streams(chatId: string, json: object, signal?: AbortSignal): AsyncGenerator<StreamPart> {
    const response = await fetch(`${this.url}/api/v1/chats/${chatId}/messages`, {
      method: 'POST',
      headers: { ...this.#authorization(), 'content-type': 'application/json' },
      body: JSON.stringify(json),
      ...(signal ? { signal } : {}),
    });
    if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
    for await (const data of readEventData(response.body)) {
      if (data !== '[DONE]') yield partSchema.parse(JSON.parse(data));
    }
  }

  get(path: string): Promise<Answer> {
    return this.send(path, {});
  }

  post(path: string, json: object): Promise<Answer> {
    return this.send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
  }

  delete(path: string): Promise<Answer> {
    return this.send(path, { method: 'DELETE' });
  }

  async send(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(this.#authorization())) if (!headers.has(name)) headers.set(name, value);
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  }

  #authorization(): Record<string, string> {
    return this.#accessToken === undefined ? {} : { authorization: `Bearer ${this.#accessToken}` };
  }

  async #takesGrant(answer: Answer): Promise<this> {
    const grant = grantSchema.parse(succeeded(answer).body);
    this.#accessToken = grant.accessToken;
    this.#cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? this.#cookie;
    this.userId = grant.user.id;
    this.recoveryKey = grant.recoveryKey ?? this.recoveryKey;
    return this;
  }
}

function succeeded(answer: Answer): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
}
