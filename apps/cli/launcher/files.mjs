import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '.artifacts']);

/**
 * A digest of what the paths (files or folders) hold, without specs. By content, not by time: a fresh clone or a copy
 * of a built checkout must compare equal.
 */
export function contentDigest(paths) {
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) addToDigest(hash, path);
  return hash.digest('hex');
}

function addToDigest(hash, path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return;
  if (statSync(absolute).isDirectory()) {
    for (const name of readdirSync(absolute).toSorted()) if (!SKIPPED.has(name)) addToDigest(hash, `${path}/${name}`);
  } else if (!/[.-]spec\.ts$/.test(path)) hash.update(`${path}\0`).update(readFileSync(absolute)).update('\0');
}
