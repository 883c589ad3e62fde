import type { z } from 'zod';
import { grantSchema, problemSchema } from './answers.js';
import { NotSignedInError, ServerRefusedError, ServerUnreachableError } from './client.errors.js';
import type { SessionStore } from './session-store.js';

/** Renewed this long before it ends, so that an upload does not start with a token that dies on the way. */
const RENEW_BEFORE_MS = 30_000;
/** Codes that a refresh mends: the access token is old, or the keys were put away for idleness. */
const MENDED_BY_REFRESH = new Set(['auth.token-invalid', 'vault.locked']);

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly json?: object;
  /** Made anew for each attempt: a body can be sent once. */
  readonly form?: () => FormData;
  readonly signal?: AbortSignal;
}

/** The server's API as one signed-in person; signs in anew by itself while the session lasts. */
export class ApiClient {
  /**
   * @param server Origin, such as `http://127.0.0.1:7420`.
   * @param apiKey Used in place of a session.
   */
  constructor(
    readonly server: string,
    private readonly sessions: SessionStore,
    private readonly apiKey?: string,
  ) {}

  /** @throws {ServerRefusedError | ServerUnreachableError | NotSignedInError} */
  async get<T extends z.ZodType>(path: string, schema: T, request: ApiRequest = {}): Promise<z.output<T>> {
    return schema.parse(await (await this.send(path, request)).json());
  }

  /** @throws {ServerRefusedError | ServerUnreachableError | NotSignedInError} */
  async send(path: string, request: ApiRequest = {}): Promise<Response> {
    if (this.apiKey !== undefined) return accept(await this.#fetch(path, request, { 'x-api-key': this.apiKey }));
    const response = await this.#fetch(path, request, bearer(await this.#freshToken()));
    if (response.status !== 401) return accept(response);
    const refusal = await refusalOf(response);
    if (!MENDED_BY_REFRESH.has(refusal.code)) throw refusal;
    return accept(await this.#fetch(path, request, bearer(await this.#refresh())));
  }

  /** A route that anyone may ask. */
  async getPublic<T extends z.ZodType>(
    path: string,
    schema: T,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<z.output<T>> {
    return schema.parse(await (await accept(await this.#fetch(path, {}, { ...headers }))).json());
  }

  /** For the routes that hand out a session: set-up and signing in. */
  async signIn<T extends typeof grantSchema>(path: string, json: object, schema: T): Promise<z.output<T>> {
    const response = await accept(await this.#fetch(path, { method: 'POST', json }, {}));
    const cookie = cookieOf(response);
    const answer = schema.parse(await response.json());
    if (cookie === undefined) throw new ServerRefusedError(502, 'cli.no-session', 'The server gave no session', {});
    this.#keep(answer, cookie);
    return answer;
  }

  async #freshToken(): Promise<string> {
    const session = this.sessions.find();
    if (!session) throw new NotSignedInError(this.server);
    return session.expiresAt - RENEW_BEFORE_MS > Date.now() ? session.accessToken : this.#refresh();
  }

  async #refresh(): Promise<string> {
    const known = this.sessions.find()?.accessToken;
    return this.sessions.exclusively(async () => {
      const session = this.sessions.find();
      if (!session) throw new NotSignedInError(this.server);
      // Another command was faster; its token is as good.
      if (session.accessToken !== known) return session.accessToken;
      const response = await this.#fetch(
        '/api/v1/auth/refresh',
        { method: 'POST' },
        // Without Sec-Fetch-Site the server goes by Origin; the extra header keeps forms of other sites out.
        { cookie: session.refreshCookie, origin: this.server, 'x-hearthlore-client': '1' },
      );
      if (response.status === 401) {
        this.sessions.remove();
        throw new NotSignedInError(this.server);
      }
      const cookie = cookieOf(await accept(response)) ?? session.refreshCookie;
      return this.#keep(grantSchema.parse(await response.json()), cookie);
    });
  }

  #keep({ accessToken, expiresIn }: z.output<typeof grantSchema>, refreshCookie: string): string {
    this.sessions.save({ accessToken, expiresAt: Date.now() + expiresIn * 1000, refreshCookie });
    return accessToken;
  }

  async #fetch(path: string, request: ApiRequest, headers: Record<string, string>): Promise<Response> {
    const { method = 'GET', json, form, signal } = request;
    const body = form ? form() : json && JSON.stringify(json);
    try {
      return await fetch(new URL(path, this.server), {
        method,
        headers: { ...headers, ...(json ? { 'content-type': 'application/json' } : {}) },
        ...(body === undefined ? {} : { body }),
        ...(signal ? { signal } : {}),
        redirect: 'error',
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ServerUnreachableError(this.server, { cause: error });
    }
  }
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

function cookieOf(response: Response): string | undefined {
  return response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0])[0];
}

async function accept(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw await refusalOf(response);
}

async function refusalOf(response: Response): Promise<ServerRefusedError> {
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined)).data;
  if (!problem) return new ServerRefusedError(response.status, 'server.failed', `Status ${response.status}`, {});
  const { code, title, detail, errors = [], ...details } = problem;
  const places = errors.map(({ pointer, code: what }) => `${pointer}: ${what}`).join(', ');
  const message = `${detail ?? title ?? code}${places === '' ? '' : ` (${places})`}`;
  return new ServerRefusedError(response.status, code, message, { ...details, errors });
}
