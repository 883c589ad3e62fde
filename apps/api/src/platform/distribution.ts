import { join } from 'node:path';

const isBuilt = !import.meta.dirname.endsWith(join('src', 'platform'));

/**
 * The folder of the built product: the parser program and the web page lie there. From `dist/apps/api/main.js` it is two
 * up; run from sources, as specs do, it is what was built last.
 */
export const DISTRIBUTION = join(import.meta.dirname, isBuilt ? '../..' : '../../../../dist');

/** Where the numbered SQL files lie: a copy of them is part of the built product. */
export const MIGRATIONS = isBuilt
  ? join(DISTRIBUTION, 'migrations')
  : join(import.meta.dirname, '../../../../libs/database/migrations');
