import { join } from 'node:path';
import { KeyFile } from './key-file.js';
import { MasterKeySource } from './master-key-source.port.js';
import { MASTER_KEY_NAME } from './systemd-master-key-source.js';

/** Where Docker mounts the secrets of a service (docs.docker.com/engine/swarm/secrets). */
export const DOCKER_SECRETS = '/run/secrets';

/** A secret of the container, which alone sees it: Docker's own mode 0444 opens it to nobody else. */
export class DockerMasterKeySource extends MasterKeySource {
  readonly name: string;
  readonly file: KeyFile;
  readonly isReplaceable = false;

  constructor(folder = DOCKER_SECRETS) {
    super();
    this.file = new KeyFile(join(folder, MASTER_KEY_NAME));
    this.name = `Docker secret ${MASTER_KEY_NAME} (${this.file.path})`;
  }

  override find(): Uint8Array | undefined {
    return this.file.find();
  }

  override findNext(): Uint8Array | undefined {
    return this.file.findNext();
  }
}
