import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { decodeKeyFile, encodeKeyFile, KEY_BYTES } from '@hearthlore/crypto';
import { syncFolder, writeSecretFile } from '@hearthlore/machine';
import { KeyFileError, NoKeyInFileError } from './master-key.errors.js';

const FOR_ITS_OWNER = 0o400;

/**
 * A key in a file, and the one that shall take its place: `<file>.next` lies beside it from before the database
 * changes until after, so that whatever a kill interrupts, the key that opens is there.
 */
export class KeyFile {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  get nextPath(): string {
    return `${this.path}.next`;
  }

  /** @throws {KeyFileError} for a file that cannot be read or holds no key. */
  find(): Uint8Array | undefined {
    return read(this.path);
  }

  /** @throws {KeyFileError} */
  findNext(): Uint8Array | undefined {
    return read(this.nextPath);
  }

  /** Makes the file, which must not be there. */
  create(key: Uint8Array): void {
    if (existsSync(this.path)) throw new KeyFileError(`${this.path} is there already: it is not overwritten.`);
    writeSecretFile(this.path, encodeKeyFile(key), FOR_ITS_OWNER);
  }

  /** Readable by whoever may read the present one, as where a service of another user does. */
  putNext(key: Uint8Array): void {
    const present = existsSync(this.path) ? statSync(this.path) : undefined;
    writeSecretFile(this.nextPath, encodeKeyFile(key), present === undefined ? FOR_ITS_OWNER : present.mode & 0o777);
    if (present && process.getuid?.() === 0) chownSync(this.nextPath, present.uid, present.gid);
  }

  /** Takes the place of the present one at once: there is no moment without a key. */
  promoteNext(): void {
    renameSync(this.nextPath, this.path);
    syncFolder(dirname(this.path));
  }

  /** Also what was being written when the process was killed. */
  discardNext(): void {
    const leftovers = [this.nextPath, `${this.nextPath}.new`].filter((path) => existsSync(path));
    if (leftovers.length === 0) return;
    for (const path of leftovers) rmSync(path);
    syncFolder(dirname(this.path));
  }

  /** Keeps a key that opens nothing here under another name: it may be the right one of another installation. */
  setAside(): string | undefined {
    if (!existsSync(this.path)) return undefined;
    const aside = `${this.path}.lost-${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}`;
    linkSync(this.path, aside);
    unlinkSync(this.path);
    syncFolder(dirname(this.path));
    return aside;
  }

  /**
   * Whether this program can put another key in its place for good. What a service manager or Docker mounts is theirs:
   * it cannot be renamed over, and what is written beside it is gone with the next start.
   */
  get isReplaceable(): boolean {
    if (this.path.startsWith('/run/') || isMountPoint(this.path)) return false;
    try {
      accessSync(dirname(this.path), constants.W_OK);
      return true;
    } catch {
      return false;
    }
  }
}

function read(path: string): Uint8Array | undefined {
  let content: Uint8Array;
  try {
    content = readFileSync(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new KeyFileError(`The key file ${path} cannot be read: let the user that Hearthlore runs as read it.`, {
      cause,
    });
  }
  const key = decodeKeyFile(content);
  if (key === undefined)
    throw new NoKeyInFileError(
      `${path} holds no key (${KEY_BYTES} bytes, as they are or in base64). Put the right file there; it is left as it is.`,
    );
  return key;
}

/** proc_pid_mountinfo(5): field 5 is the mount point, with spaces and the like in octal. */
function isMountPoint(path: string): boolean {
  if (process.platform !== 'linux') return false;
  const escaped = path.replaceAll(/[\s\\]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .some((line) => line.split(' ')[4] === escaped);
}
