import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newKey } from '@hearthlore/crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseMasterKeySource, type MasterKeySettings } from './choose-master-key-source.js';
import { DockerMasterKeySource } from './docker-master-key-source.js';
import { FileMasterKeySource, MASTER_KEY_MODE_RULE } from './file-master-key-source.js';
import { KeyFile } from './key-file.js';
import { newMasterKey } from './new-master-key.js';
import { MASTER_KEY_NAME, SystemdMasterKeySource } from './systemd-master-key-source.js';
import { describeMasterKeySource } from './testing/master-key-source.contract.js';

describeMasterKeySource('a file', (folder) => new FileMasterKeySource(join(folder, 'master.key'), []));
describeMasterKeySource('a systemd credential', (folder) => new SystemdMasterKeySource(folder));
describeMasterKeySource('a Docker secret', (folder) => new DockerMasterKeySource(folder));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-sources-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (...names: string[]): string => join(folder, ...names);
const putKey = (path: string, mode = 0o400): Uint8Array => {
  const key = newKey();
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, key);
  chmodSync(path, mode);
  return key;
};

describe('who may read it', () => {
  it.each([0o440, 0o404, 0o444])('a file of mode %o is refused, unless the operator sets that rule aside', (mode) => {
    const key = putKey(inFolder('master.key'), mode);
    const file = inFolder('master.key');
    expect(() => new FileMasterKeySource(file, []).find()).toThrow(`chmod 400 ${file}`);
    expect(new FileMasterKeySource(file, [MASTER_KEY_MODE_RULE]).find()).toEqual(key);
  });

  it('is not told by the modes that systemd and Docker give', () => {
    const key = putKey(inFolder(MASTER_KEY_NAME), 0o444);
    expect(new SystemdMasterKeySource(folder).find()).toEqual(key);
    expect(new DockerMasterKeySource(folder).find()).toEqual(key);
  });
});

describe('the choice among sources', () => {
  const settings = (more: Partial<MasterKeySettings> = {}): MasterKeySettings => ({
    HEARTHLORE_DATA_DIR: inFolder('data'),
    HEARTHLORE_ALLOW_INSECURE: '',
    MASTER_KEY_FILE: undefined,
    CREDENTIALS_DIRECTORY: undefined,
    ...more,
  });
  const chosen = (more: Partial<MasterKeySettings> = {}): string =>
    chooseMasterKeySource(settings(more), inFolder('docker')).source.file.path;

  it('goes by what the operator says, then by what is there, and ends in the data folder', () => {
    const own = inFolder('data', 'secrets', 'master.key');
    const units = { CREDENTIALS_DIRECTORY: inFolder('unit') };
    expect(chosen(units)).toBe(own);
    putKey(inFolder('docker', MASTER_KEY_NAME));
    expect(chosen(units)).toBe(inFolder('docker', MASTER_KEY_NAME));
    putKey(inFolder('unit', MASTER_KEY_NAME));
    expect(chosen(units)).toBe(inFolder('unit', MASTER_KEY_NAME));
    expect(chosen({ ...units, MASTER_KEY_FILE: inFolder('named') })).toBe(inFolder('named'));
  });

  it('says which one lies in the data folder', () => {
    expect(chooseMasterKeySource(settings(), inFolder('docker')).isInDataFolder).toBe(true);
    const named = chooseMasterKeySource(settings({ MASTER_KEY_FILE: inFolder('named') }), inFolder('docker'));
    expect(named.isInDataFolder).toBe(false);
  });
});

describe('a new key', () => {
  it('is made where this program can put it in place, and asked for where it cannot', () => {
    const file = new FileMasterKeySource(inFolder('master.key'), []);
    const credential = new SystemdMasterKeySource(folder);
    expect(newMasterKey(file, undefined)).toHaveLength(32);
    expect(() => newMasterKey(credential, undefined)).toThrow(/systemd credential.*--new-key-file/);
    const given = putKey(inFolder('new.key'));
    expect(newMasterKey(credential, inFolder('new.key'))).toEqual(given);
    expect(newMasterKey(file, inFolder('new.key'))).toEqual(given);
    expect(() => newMasterKey(file, inFolder('none'))).toThrow(/There is no file/);
  });

  it('is not put where it would be gone with the next start, or could not be renamed', () => {
    expect(new KeyFile(inFolder('master.key')).isReplaceable).toBe(true);
    expect(new KeyFile('/run/secrets/master_key').isReplaceable).toBe(false);
    expect(new KeyFile('/proc').isReplaceable).toBe(false);
    expect(new KeyFile(inFolder('none', 'master.key')).isReplaceable).toBe(false);
  });
});
