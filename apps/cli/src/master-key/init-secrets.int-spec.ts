import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnv } from '@hearthlore/config';
import { decodeKeyFile, deriveWorkerKey } from '@hearthlore/crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSecrets, writeWorkerKey } from './init-secrets.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (...names: string[]): string => join(folder, ...names);
const init = () => writeSecrets(folder, { HEARTHLORE_DATA_DIR: inFolder('data') });
const keyIn = (...names: string[]) => decodeKeyFile(readFileSync(inFolder(...names))) ?? expect.unreachable();
const everything = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'utf8')]);

describe('hearthlore init', () => {
  it('writes a master key, the worker’s key that goes with it, and the settings that name them', () => {
    writeFileSync(inFolder('.env'), 'TZ=Europe/Berlin');
    expect(init()).toEqual([inFolder('secrets', 'master.key'), inFolder('secrets', 'worker.key'), inFolder('.env')]);
    expect(keyIn('secrets', 'worker.key')).toEqual(deriveWorkerKey(keyIn('secrets', 'master.key')));
    for (const name of ['master.key', 'worker.key'])
      expect(statSync(inFolder('secrets', name)).mode & 0o777).toBe(0o600);
    expect(statSync(inFolder('secrets')).mode & 0o777).toBe(0o700);
    const settings = readFileSync(inFolder('.env'), 'utf8');
    expect(settings).toMatch(/^TZ=Europe\/Berlin\n/);
    const lines = settings.split('\n').filter(Boolean);
    expect(loadEnv(Object.fromEntries(lines.map((line) => line.split('='))))).toMatchObject({
      MASTER_KEY_FILE: inFolder('secrets', 'master.key'),
      WORKER_KEY_FILE: inFolder('secrets', 'worker.key'),
    });
  });

  it.each([
    ['a master key', ['secrets', 'master.key'], ''],
    ['a worker’s key', ['secrets', 'worker.key'], ''],
    ['a setting', ['.env'], 'MASTER_KEY_FILE=/elsewhere\n'],
    ['an installation', ['data', 'secrets', 'master.key'], ''],
  ])('writes nothing where %s is', (_what, path, content) => {
    mkdirSync(inFolder(...path, '..'), { recursive: true });
    writeFileSync(inFolder(...path), content, { mode: 0o600 });
    const before = everything();
    expect(init).toThrow(inFolder(...path));
    expect(everything()).toEqual(before);
  });

  it('makes the worker’s key alone for a master key that others put in place', () => {
    init();
    rmSync(inFolder('secrets', 'worker.key'));
    expect(writeWorkerKey(folder, inFolder('secrets', 'master.key'))).toEqual([inFolder('secrets', 'worker.key')]);
    expect(keyIn('secrets', 'worker.key')).toEqual(deriveWorkerKey(keyIn('secrets', 'master.key')));
    expect(() => writeWorkerKey(folder, inFolder('secrets', 'master.key'))).toThrow(/not overwritten/);
  });
});
