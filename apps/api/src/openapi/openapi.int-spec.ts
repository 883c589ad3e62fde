import { join } from 'node:path';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { openApiDocument } from './openapi-document.js';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const ROOT = join(import.meta.dirname, '../../../..');
const DESCRIPTION = join(ROOT, 'docs/openapi.json');

/** `npm run openapi:write` accepts the change; the page's types follow from the file. */
it('is what docs/openapi.json says', async () => {
  await expect(description()).toMatchFileSnapshot(DESCRIPTION);
});

it('gives the page its types', async () => {
  const types = COMMENT_HEADER + astToString(await openapiTS(description()));
  await expect(types).toMatchFileSnapshot(join(ROOT, 'apps/web/src/api/schema.gen.ts'));
});

const description = (): string => `${JSON.stringify(openApiDocument(api.app), null, 2)}\n`;
