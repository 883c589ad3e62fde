import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Qdrant learns, as docs/leakage.md says it: the built product has a copy. */
export function leakageStatement(distribution: string): string {
  return readFileSync(join(distribution, 'texts', 'leakage.md'), 'utf8').trim();
}
