import { API_KEY_SCOPES, type ApiKeyScope } from '@hearthlore/identity';
import { newId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember, asksWithKey } from '../../../../test/harness/api-member.js';
import { ada } from '../../../../test/harness/identity.js';
import { apiRoutes, type ApiRoute } from '../../../../test/harness/security/api-routes.js';

const methodSchema = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Every route of the description, with every scope there is. */
const routes = apiRoutes().filter(({ isPublic }) => !isPublic);

let api: ApiUnderTest;
const keys = new Map<ApiKeyScope, string>();
beforeAll(async () => {
  api = await startApi();
  const owner = await new ApiMember(api, ada).setsUp();
  await owner.stepsUp();
  for (const scope of API_KEY_SCOPES) keys.set(scope, (await owner.makesKey([scope])).key);
});
afterAll(() => api.close());

async function call({ method, path }: ApiRoute, scope: ApiKeyScope) {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'page' ? '1' : newId()));
  const request = { method: methodSchema.parse(method), ...(method === 'GET' ? {} : { payload: {} }) };
  const key = keys.get(scope) ?? '';
  // A stream that opens would never settle: that it opens is all that is asked.
  if (path.endsWith('/events')) return asksWithKeyUntilOpen(key, url);
  const answer = await asksWithKey(api, key, url, request);
  const code = answer.statusCode < 400 ? undefined : answer.json<{ code: string }>().code;
  return { status: answer.statusCode, code };
}

async function asksWithKeyUntilOpen(key: string, url: string): Promise<{ status: number; code: string | undefined }> {
  const answer = await api.app.inject({ url, headers: { 'x-api-key': key }, payloadAsStream: true });
  if (answer.statusCode === 200) {
    answer.stream().destroy();
    return { status: 200, code: undefined };
  }
  let text = '';
  for await (const chunk of answer.stream()) text += String(chunk);
  return { status: answer.statusCode, code: z.object({ code: z.string() }).parse(JSON.parse(text)).code };
}

describe('the description of the API', () => {
  it('names scopes for content and for the machine, and none for keys, factors and people', () => {
    const open = routes.filter(({ scopes }) => scopes.length > 0).map(({ path }) => path.split('/')[3]);
    expect(new Set(open)).toEqual(new Set(['admin', 'chats', 'documents', 'events', 'search']));
    expect(routes.filter(({ scopes }) => scopes.includes('ingest')).map(({ name }) => name)).toEqual([
      'POST /api/v1/documents',
    ]);
  });
});

describe.each(routes)('$name', (route) => {
  it('opens to the keys that carry its scope and to no other', async () => {
    for (const scope of API_KEY_SCOPES) {
      const { status, code } = await call(route, scope);
      if (route.scopes.includes(scope)) expect([401, 403]).not.toContain(status);
      else expect({ scope, status, code }).toEqual({ scope, status: 403, code: 'auth.forbidden' });
    }
  });
});
