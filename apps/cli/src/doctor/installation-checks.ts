import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '@hearthlore/config';
import { AppError } from '@hearthlore/kernel';
import { chooseMasterKeySource } from '../master-key/choose-master-key-source.js';
import { KeyFileError } from '../master-key/master-key.errors.js';
import { executable, findBinaries } from '@hearthlore/machine';
import { type Finding, fail, ok, warn } from './finding.js';

export async function checkPostgres(env: Env): Promise<Finding> {
  if (env.DATABASE_URL) return ok('postgresql', 'a server of your own (DATABASE_URL)');
  try {
    const version = execFileSync(executable(await findBinaries(), 'postgres'), ['--version'], { stdio: 'pipe' });
    return ok('postgresql', `bundled, ${version.toString().trim()}`);
  } catch (error) {
    return fail(
      'postgresql',
      error instanceof AppError ? error.message : 'The bundled PostgreSQL does not run: install again with "npm ci".',
    );
  }
}

export function checkDataFolder(folder: string): Finding {
  if (!existsSync(folder)) return ok('data folder', `${folder} will be made at the first start`);
  if (isOpenToOthers(folder)) return warn('data folder', `Others can enter it: chmod o-rwx ${folder}`);
  const secrets = join(folder, 'secrets');
  if (existsSync(secrets) && statSync(secrets).mode & 0o077)
    return fail('data folder', `Others can enter ${secrets}: chmod 700 ${secrets}`);
  return ok('data folder', folder);
}

export function checkMasterKey(env: Env): Finding {
  const { source, isInDataFolder } = chooseMasterKeySource(env);
  try {
    if (source.findNext() !== undefined)
      return warn('master key', `A rotation was not finished (${source.file.nextPath}): the next start ends it.`);
    if (source.find() === undefined) {
      const isNew = isInDataFolder && !existsSync(join(env.HEARTHLORE_DATA_DIR, 'postgres'));
      return isNew
        ? ok('master key', 'will be made at the first start')
        : fail('master key', `It is missing (${source.name}): put it back from your copy.`);
    }
  } catch (error) {
    if (error instanceof KeyFileError) return fail('master key', error.message);
    throw error;
  }
  if (isInDataFolder)
    return warn('master key', `${source.file.path} lies in the data folder: keep a copy in another place.`);
  return ok('master key', source.name);
}

function isOpenToOthers(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o007) !== 0;
}
