import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyFileError } from '../master-key.errors.js';
import type { MasterKeySource } from '../master-key-source.port.js';

/** What every source must do. @param open Makes the source whose files lie in a folder. */
export function describeMasterKeySource(name: string, open: (folder: string) => MasterKeySource): void {
  describe(`${name} as a MasterKeySource`, () => {
    const key = Uint8Array.from({ length: 32 }, (_, at) => at + 200);
    const other = new Uint8Array(32).fill(7);
    let folder: string;
    let source: MasterKeySource;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'hearthlore-source-'));
      source = open(folder);
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const put = (path: string, content: Uint8Array | string): void => writeFileSync(path, content, { mode: 0o400 });

    it('finds nothing where nothing is', () => {
      expect(source.find()).toBeUndefined();
      expect(source.findNext()).toBeUndefined();
      expect(dirname(source.file.path)).toBe(folder);
    });

    it.each([
      ['as 32 bytes', key],
      ['in base64', Buffer.from(key).toString('base64')],
      ['in base64 with a line end', `${Buffer.from(key).toString('base64')}\r\n`],
    ])('reads a key %s', (_form, content) => {
      put(source.file.path, content);
      expect(source.find()).toEqual(key);
      expect(source.findNext()).toBeUndefined();
    });

    it('reads the one that comes next by itself', () => {
      put(source.file.path, key);
      put(source.file.nextPath, other);
      expect(source.find()).toEqual(key);
      expect(source.findNext()).toEqual(other);
    });

    it.each([
      ['an empty file', ''],
      ['a short key', key.subarray(1)],
      ['hexadecimal', Buffer.from(key).toString('hex')],
      ['base64 of something longer', Buffer.alloc(33, 1).toString('base64')],
    ])('refuses %s, and names the file but not what is in it', (_what, content) => {
      put(source.file.path, content);
      expect(() => source.find()).toThrow(KeyFileError);
      expect(() => source.find()).toThrow(new RegExp(`^${source.file.path} holds no key`));
    });

    it('says what it is and where', () => {
      expect(source.name).toContain(source.file.path);
    });

    it('tells what it cannot read from what is not there', () => {
      mkdirSync(source.file.path, { mode: 0o700 });
      expect(() => source.find()).toThrow(/cannot be read/);
    });
  });
}
