import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exportJsonSchema } from './export-format.js';

it('is what docs/export.schema.json says', async () => {
  const file = join(import.meta.dirname, '../../../../docs/export.schema.json');
  await expect(`${JSON.stringify(exportJsonSchema(), undefined, 2)}\n`).toMatchFileSnapshot(file);
});
