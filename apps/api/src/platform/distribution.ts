import { join } from 'node:path';

/** The folder of the built product, from `dist/apps/api/main.js`: the parser program and the web page lie beside it. */
export const DISTRIBUTION = join(import.meta.dirname, '../..');
