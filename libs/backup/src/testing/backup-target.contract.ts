import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BackupFileMissingError } from '../backup.errors.js';
import type { BackupTarget } from '../targets/backup-target.port.js';

/** More than one part of an upload, and no multiple of anything. */
const LONG = 20 * 1024 * 1024 + 17;

async function* pieces(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function* breaking(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield* pieces(bytes);
  throw error;
}

async function contentOf(target: BackupTarget, name: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of await target.read(name)) if (part instanceof Uint8Array) parts.push(part);
  return Buffer.concat(parts);
}

/** What every target must do; each run has an empty one. */
export function describeBackupTarget(name: string, arrange: () => Promise<BackupTarget>): void {
  describe(`${name} as a BackupTarget`, () => {
    it('keeps what it is given, short, long or empty, and lists it', async () => {
      const target = await arrange();
      const files = { long: randomBytes(LONG), short: Buffer.from('short'), empty: Buffer.alloc(0) };
      for (const [key, bytes] of Object.entries(files)) await target.write(key, pieces(bytes));
      for (const [key, bytes] of Object.entries(files)) expect((await contentOf(target, key)).equals(bytes)).toBe(true);
      const listed = (await target.list()).toSorted((a, b) => a.bytes - b.bytes);
      expect(listed).toEqual([
        { name: 'empty', bytes: 0 },
        { name: 'short', bytes: 5 },
        { name: 'long', bytes: LONG },
      ]);
    });

    it('replaces what has the name', async () => {
      const target = await arrange();
      await target.write('ledger', pieces(Buffer.from('one')));
      await target.write('ledger', pieces(Buffer.from('another')));
      expect(String(await contentOf(target, 'ledger'))).toBe('another');
      expect(await target.list()).toHaveLength(1);
    });

    it('shows nothing of what was broken off, keeps what was there, and says why', async () => {
      const target = await arrange();
      await target.write('kept', pieces(Buffer.from('whole')));
      const error = new Error('the database went away');
      for (const length of [10, LONG]) {
        await expect(target.write('kept', breaking(randomBytes(length), error))).rejects.toBe(error);
        await expect(target.write('new', breaking(randomBytes(length), error))).rejects.toBe(error);
      }
      expect(String(await contentOf(target, 'kept'))).toBe('whole');
      expect(await target.list()).toEqual([{ name: 'kept', bytes: 5 }]);
      await target.clean('new');
    });

    it('says which name it does not have, and deletes twice without a word', async () => {
      const target = await arrange();
      await expect(target.read('nothing')).rejects.toThrow(BackupFileMissingError);
      await target.write('gone', pieces(Buffer.from('x')));
      await target.delete('gone');
      await target.delete('gone');
      await expect(target.read('gone')).rejects.toThrow(BackupFileMissingError);
      expect(await target.list()).toEqual([]);
      await target.clean('nothing');
    });
  });
}
