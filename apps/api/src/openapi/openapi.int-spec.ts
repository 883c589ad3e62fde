import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { openApiDocument } from './openapi-document.js';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** `npm run openapi:write` accepts the change; the page's types follow from the file. */
it('is what docs/openapi.json says', async () => {
  const written = `${JSON.stringify(openApiDocument(api.app), null, 2)}\n`;
  await expect(written).toMatchFileSnapshot(join(import.meta.dirname, '../../../../docs/openapi.json'));
});
