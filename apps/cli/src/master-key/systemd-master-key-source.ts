import { join } from 'node:path';
import { KeyFile } from './key-file.js';
import { MasterKeySource } from './master-key-source.port.js';

/** Name of the credential and of the secret, as the operator's unit or compose file has to call it. */
export const MASTER_KEY_NAME = 'hearthlore-master-key';

/**
 * What a unit's `LoadCredential=hearthlore-master-key:…` or `LoadCredentialEncrypted=` hands to its processes alone, on
 * a file system that is never swapped (systemd.exec(5), "Credentials"). Its mode shows the mask of an access list, so
 * it says nothing about others.
 */
export class SystemdMasterKeySource extends MasterKeySource {
  readonly name: string;
  readonly file: KeyFile;
  readonly isReplaceable = false;

  /** @param folder The unit's CREDENTIALS_DIRECTORY. */
  constructor(folder: string) {
    super();
    this.file = new KeyFile(join(folder, MASTER_KEY_NAME));
    this.name = `systemd credential ${MASTER_KEY_NAME} (${this.file.path})`;
  }

  override find(): Uint8Array | undefined {
    return this.file.find();
  }

  override findNext(): Uint8Array | undefined {
    return this.file.findNext();
  }
}
