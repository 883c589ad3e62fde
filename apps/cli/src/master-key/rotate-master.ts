import { loadEnv } from '@hearthlore/config';
import { WrongUseError } from '../client/client.errors.js';
import { distributionFolder } from '../distribution.js';
import { ask } from '../terminal/prompt.js';
import { chooseMasterKeySource } from './choose-master-key-source.js';
import { openInstallation, usedDataFolder } from './installation-access.js';
import { RotationRefusedError } from './master-key.errors.js';
import { newMasterKey } from './new-master-key.js';
import { replaceLost, rotate } from './rotation.js';
import { describeLoss, describeRotation, type RotationReport } from './rotation-report.js';
import { WorkerKeyFile } from './worker-key-file.js';

/** What a person types before the old key is given up. */
export const WORDS = 'give up the master key';

export interface RotateMasterOptions {
  readonly newKeyFile?: string | undefined;
  readonly lost: boolean;
  readonly confirm?: string | undefined;
}

/** @returns What a program and what a person is told. */
export async function rotateMasterCommand(options: RotateMasterOptions): Promise<RotationReport> {
  if (options.confirm !== undefined && !options.lost) throw new WrongUseError('--confirm belongs to --lost.');
  process.umask(0o077);
  const env = loadEnv(process.env);
  usedDataFolder(env);
  const { source } = chooseMasterKeySource(env);
  const next = newMasterKey(source, options.newKeyFile);
  if (options.lost) await confirm(options.confirm);
  const installation = await openInstallation(env, distributionFolder());
  // A few seconds that are not to be cut in two by an impatient key press; a kill would be survived.
  const ignore = (): void => undefined;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, ignore);
  try {
    const worker = env.WORKER_KEY_FILE === undefined ? undefined : new WorkerKeyFile(env.WORKER_KEY_FILE);
    const places = { source, worker, store: installation.store };
    const { isServerRunning } = installation;
    if (!options.lost) return describeRotation({ ...places, isServerRunning }, await rotate(places, next));
    if (isServerRunning)
      throw new RotationRefusedError('Stop Hearthlore first: it still has the old secrets in memory, and works.');
    return describeLoss(places, await replaceLost(places, next));
  } finally {
    await installation.close();
    for (const signal of signals) process.off(signal, ignore);
  }
}

async function confirm(given: string | undefined): Promise<void> {
  if (given === undefined)
    console.error(
      'This gives up what only the lost master key opens: every passphrase, session, key of a program and passkey, ' +
        'and the names and addresses of members. Documents stay; each member needs the recovery key to come back. ' +
        'If a copy of the key may be found, look for it first.',
    );
  const typed = given ?? (await ask(`Type "${WORDS}"`));
  if (typed.trim() !== WORDS)
    throw new RotationRefusedError(`Nothing was changed: those were not the words "${WORDS}".`);
}
