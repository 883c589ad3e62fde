import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '@hearthlore/config';
import { DOCKER_SECRETS, DockerMasterKeySource } from './docker-master-key-source.js';
import { FileMasterKeySource } from './file-master-key-source.js';
import type { MasterKeySource } from './master-key-source.port.js';
import { MASTER_KEY_NAME, SystemdMasterKeySource } from './systemd-master-key-source.js';

/** What says where the master key is. */
export type MasterKeySettings = Pick<
  Env,
  'HEARTHLORE_DATA_DIR' | 'MASTER_KEY_FILE' | 'CREDENTIALS_DIRECTORY' | 'HEARTHLORE_ALLOW_INSECURE'
>;

export interface ChosenSource {
  readonly source: MasterKeySource;
  /** The installation's own file: made on the first start, and to be copied elsewhere by the operator. */
  readonly isInDataFolder: boolean;
}

/**
 * The file that the operator names, else the first that is there of systemd's credential and Docker's secret, else the
 * file in the data folder. A source that is there is never passed over for another one because its key is wrong.
 */
export function chooseMasterKeySource(env: MasterKeySettings, dockerSecrets = DOCKER_SECRETS): ChosenSource {
  const allowInsecure = env.HEARTHLORE_ALLOW_INSECURE.split(',').map((rule) => rule.trim());
  if (env.MASTER_KEY_FILE !== undefined)
    return { source: new FileMasterKeySource(env.MASTER_KEY_FILE, allowInsecure), isInDataFolder: false };
  const credentials = env.CREDENTIALS_DIRECTORY;
  if (credentials !== undefined && existsSync(join(credentials, MASTER_KEY_NAME)))
    return { source: new SystemdMasterKeySource(credentials), isInDataFolder: false };
  if (existsSync(join(dockerSecrets, MASTER_KEY_NAME)))
    return { source: new DockerMasterKeySource(dockerSecrets), isInDataFolder: false };
  const own = join(env.HEARTHLORE_DATA_DIR, 'secrets', 'master.key');
  return { source: new FileMasterKeySource(own, allowInsecure), isInDataFolder: true };
}
