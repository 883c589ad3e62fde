import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember } from '../../../../test/harness/api-member.js';
import { ada } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { apiRoutes } from '../../../../test/harness/security/api-routes.js';

let api: ApiUnderTest;
let owner: ApiMember;

beforeAll(async () => {
  api = await startApi();
  owner = await new ApiMember(api, ada).setsUp();
});

afterAll(() => api.close());

const setRestored = (value: string) => queryAsSuperuser(api.database, `UPDATE installation SET restored_at = ${value}`);

/** The answer is a second old at most: asked until it is the new one. */
async function until(status: number): Promise<void> {
  while ((await owner.asks('/api/v1/me')).statusCode !== status) await sleep(50);
}

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const verbOf = (method: string) => VERBS.find((verb) => verb === method) ?? 'GET';

const OPEN = ['GET /api/v1/meta', 'GET /health/live', 'GET /health/ready', 'GET /health/startup'];

it('serves nobody while erasures are to be repeated, and everybody after that', async () => {
  expect((await owner.asks('/api/v1/me')).statusCode).toBe(200);
  await setRestored('now()');
  await until(503);
  const answers = await Promise.all(
    apiRoutes().map(async ({ name, method, path }) => {
      const url = path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000');
      const answer = await api.app.inject({ method: verbOf(method), url });
      return { name, status: answer.statusCode, body: answer.body };
    }),
  );
  const served = answers.filter(({ body }) => !body.includes('"code":"maintenance"')).map(({ name }) => name);
  expect(served.toSorted()).toEqual(OPEN);
  expect(answers.filter(({ name }) => OPEN.includes(name)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  await setRestored('NULL');
  await until(200);
});
