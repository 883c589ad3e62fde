import { dirname, join } from 'node:path';

/** The folder that holds the built product: this program is `apps/cli/main.js` in it. */
export function distributionFolder(): string {
  return join(dirname(process.argv[1] ?? ''), '..', '..');
}
