import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiClient } from './api-client.js';
import { SessionStore } from './session-store.js';

const anything = z.object({ ok: z.boolean() });

/** Accepts the newest access token alone, and each refresh cookie once: like the real one, it takes a reuse for theft. */
class StrictServer {
  readonly refreshes: IncomingMessage[] = [];
  isRevoked = false;
  isLocked = false;
  #generation = 0;
  #server: Server | undefined;

  async start(): Promise<string> {
    this.#server = createServer((request, response) => {
      const answer = (status: number, body: object, headers = {}): void => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(body));
      };
      const grant = (): void => {
        this.#generation += 1;
        this.isLocked = false;
        const cookie = `refresh=r${this.#generation}; Path=/api/v1/auth; HttpOnly; SameSite=Strict`;
        answer(200, { accessToken: `a${this.#generation}`, expiresIn: 600 }, { 'set-cookie': cookie });
      };
      if (request.url === '/api/v1/auth/login') return grant();
      if (request.url === '/api/v1/auth/refresh') {
        this.refreshes.push(request);
        const isKnown = request.headers.cookie === `refresh=r${this.#generation}` && !this.isRevoked;
        return isKnown ? grant() : answer(401, { code: 'auth.session-revoked', detail: 'Signed out' });
      }
      if (this.isLocked) return answer(401, { code: 'vault.locked', detail: 'Locked' });
      const isNewest = request.headers.authorization === `Bearer a${this.#generation}`;
      return isNewest ? answer(200, { ok: true }) : answer(401, { code: 'auth.token-invalid', detail: 'Old' });
    }).listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

describe('a signed-in command line', () => {
  const server = new StrictServer();
  let folder: string;
  let origin: string;

  const client = (): ApiClient => new ApiClient(origin, new SessionStore(folder, origin));
  const signIn = (): Promise<unknown> =>
    client().signIn('/api/v1/auth/login', {}, z.object({ accessToken: z.string(), expiresIn: z.number() }));

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hearthlore-config-'));
    origin = await server.start();
    server.refreshes.length = 0;
    server.isRevoked = false;
    await signIn();
  });

  afterEach(() => {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its tokens where only this person can read them', () => {
    const servers = join(folder, 'servers');
    const [own = ''] = readdirSync(servers);
    expect(statSync(join(servers, own)).mode & 0o777).toBe(0o700);
    expect(statSync(join(servers, own, 'session.json')).mode & 0o777).toBe(0o600);
  });

  it('signs in anew by itself when the keys were put away, and says who it is', async () => {
    server.isLocked = true;
    await expect(client().get('/api/v1/me', anything)).resolves.toEqual({ ok: true });
    expect(server.refreshes.map(({ headers }) => headers['x-hearthlore-client'])).toEqual(['1']);
    expect(server.refreshes[0]?.headers.origin).toBe(origin);
  });

  it('spends a refresh cookie once although several commands need it', async () => {
    const store = new SessionStore(folder, origin);
    const session = store.find();
    if (session) store.save({ ...session, expiresAt: 0 });
    const asked = Array.from({ length: 4 }, () => client().get('/api/v1/me', anything));
    await expect(Promise.all(asked)).resolves.toHaveLength(4);
    expect(server.refreshes).toHaveLength(1);
  });

  it('says to sign in when the session was ended, and forgets it', async () => {
    server.isRevoked = true;
    server.isLocked = true;
    await expect(client().get('/api/v1/me', anything)).rejects.toThrow(/hearthlore login/);
    expect(new SessionStore(folder, origin).find()).toBeUndefined();
  });

  it('never shows a session to another server', () => {
    expect(new SessionStore(folder, 'https://other.example').find()).toBeUndefined();
  });
});
