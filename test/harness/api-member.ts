import type { ApiKeyScope } from '@hearthlore/identity';
import type { ApiKeyId, SessionId, UserId } from '@hearthlore/kernel';
import type { LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import type { ApiUnderTest } from './api.js';
import type { Person } from './identity.js';

const grantSchema = z.object({ accessToken: z.string() });
const inviteSchema = z.object({ id: z.string(), token: z.string() });
const issuedSchema = z.object({ id: z.string(), key: z.string() });

export interface IssuedKey {
  readonly id: ApiKeyId;
  readonly key: string;
}

export interface InjectedRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly payload?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A member of an api under test, signed in; every call goes through the whole server. */
export class ApiMember {
  #token = '';
  #cookie = '';
  userId!: UserId;
  sessionId!: SessionId;

  constructor(
    readonly api: ApiUnderTest,
    readonly person: Person,
  ) {}

  async setsUp(): Promise<this> {
    const payload = { code: this.api.setupCode, ...this.person };
    return this.#keep(await this.api.app.inject({ method: 'POST', url: '/api/v1/setup', payload }));
  }

  async signsIn(): Promise<this> {
    const { email, passphrase } = this.person;
    const payload = { email, passphrase };
    return this.#keep(await this.api.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload }));
  }

  async signsOut(): Promise<void> {
    const headers = { cookie: this.#cookie, 'x-hearthlore-client': '1' };
    await this.api.app.inject({ method: 'POST', url: '/api/v1/auth/logout', headers });
  }

  async admits(person: Person, role: 'admin' | 'member' | 'viewer' = 'member'): Promise<ApiMember> {
    const { id, token } = inviteSchema.parse(
      (await this.asks('/api/v1/invites', { method: 'POST', payload: { role } })).json(),
    );
    const payload = { token, ...person };
    await this.api.app.inject({ method: 'POST', url: '/api/v1/invites/accept', payload });
    await this.asks(`/api/v1/invites/${id}/confirm`, { method: 'POST', payload: {} });
    return new ApiMember(this.api, person).signsIn();
  }

  asks(url: string, request: InjectedRequest = {}): Promise<LightMyRequestResponse> {
    const headers = { authorization: `Bearer ${this.#token}`, ...request.headers };
    return this.api.app.inject({ method: 'GET', ...request, url, headers });
  }

  async stepsUp(): Promise<this> {
    const { passphrase } = this.person;
    const answer = await this.asks('/api/v1/me/step-up', { method: 'POST', payload: { passphrase } });
    if (answer.statusCode !== 200) throw new Error(answer.body);
    return this;
  }

  /** Call {@link stepsUp} first. */
  async makesKey(scopes: readonly ApiKeyScope[], more: object = {}): Promise<IssuedKey> {
    const payload = { name: `For ${scopes.join(' and ')}`, scopes, ...more };
    const answer = await this.asks('/api/v1/api-keys', { method: 'POST', payload });
    if (answer.statusCode !== 201) throw new Error(answer.body);
    const { id, key } = issuedSchema.parse(answer.json());
    return { id: id as ApiKeyId, key };
  }

  async #keep(answer: LightMyRequestResponse): Promise<this> {
    this.#token = grantSchema.parse(answer.json()).accessToken;
    this.#cookie = String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
    const { userId, sessionId } = await this.api.platform.accessTokens.verify(this.#token);
    this.userId = userId;
    this.sessionId = sessionId;
    return this;
  }
}

/** A request of a program that shows its key. */
export function asksWithKey(
  api: ApiUnderTest,
  key: string,
  url: string,
  request: InjectedRequest = {},
): Promise<LightMyRequestResponse> {
  return api.app.inject({ method: 'GET', ...request, url, headers: { 'x-api-key': key, ...request.headers } });
}

/** A multipart upload as `inject` takes it. */
export function anUpload(fileName: string, content: string, fields: Readonly<Record<string, string>> = {}) {
  const boundary = 'hearthlore-boundary';
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n${content}\r\n`;
  return {
    method: 'POST',
    payload: Buffer.from(`${parts.join('')}${file}--${boundary}--\r\n`),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  } as const;
}
