import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';

const FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
const PROBE_MILLISECONDS = 5000;

/** Programs of util-linux by absolute path, each `undefined` where the system lacks it or does not allow its use. */
export interface JailTools {
  readonly prlimit: string | undefined;
  readonly setpriv: string | undefined;
  /** `unshare` with the arguments that give a network without any interface. */
  readonly withoutNetwork: readonly string[] | undefined;
}

/** Looks in fixed folders, never along PATH, and tries `unshare`: containers and hardened kernels refuse it. */
export async function findJailTools(): Promise<JailTools> {
  const [prlimit, setpriv, unshare] = await Promise.all(['prlimit', 'setpriv', 'unshare'].map(find));
  return { prlimit, setpriv, withoutNetwork: unshare === undefined ? undefined : await networkless(unshare) };
}

async function networkless(unshare: string): Promise<readonly string[] | undefined> {
  const command = [unshare, ...(process.getuid?.() === 0 ? [] : ['--user']), '--net', '--'];
  const probe = await find('true');
  return probe !== undefined && (await succeeds([...command, probe])) ? command : undefined;
}

async function succeeds([file = '', ...args]: readonly string[]): Promise<boolean> {
  try {
    await promisify(execFile)(file, args, { env: {}, timeout: PROBE_MILLISECONDS });
    return true;
  } catch {
    return false;
  }
}

async function find(name: string): Promise<string | undefined> {
  for (const folder of FOLDERS) {
    const path = `${folder}/${name}`;
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
