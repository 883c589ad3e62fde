import { join } from 'node:path';

const isBuilt = !import.meta.dirname.endsWith('src');

/** Where the migrations lie: a backup has them in it. From `dist/apps/worker/main.js` they are two up. */
export const MIGRATIONS_FOLDER = join(
  import.meta.dirname,
  isBuilt ? '../../migrations' : '../../../libs/database/migrations',
);
