import { assert as forAll, asyncProperty, constantFrom, nat, uint8Array } from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ZipReader } from './zip-reader.js';

const TEXT = strToU8('The deed lies in the second drawer. '.repeat(50));
const aZip = (): Buffer =>
  Buffer.from(zipSync({ 'a/deed.txt': TEXT, 'stored.txt': [strToU8('as it is'), { level: 0 }] }));

/** Where the directory entry of the first file begins. */
const centralAt = (zip: Buffer): number => zip.readUInt32LE(zip.length - 6);

describe('a zip in memory', () => {
  it('gives what was packed, deflated or stored', async () => {
    const zip = new ZipReader(aZip());
    expect(zip.names).toEqual(['a/deed.txt', 'stored.txt']);
    expect(new Uint8Array(await zip.read('a/deed.txt'))).toEqual(TEXT);
    expect(Buffer.from(await zip.read('stored.txt')).toString()).toBe('as it is');
    await expect(zip.read('b')).rejects.toMatchObject({ code: 'import.damaged' });
  });

  it('unpacks no more than the directory said', async () => {
    for (const size of [TEXT.length - 1, TEXT.length + 1, 1]) {
      const zip = aZip();
      zip.writeUInt32LE(size, centralAt(zip) + 24);
      await expect(new ZipReader(zip).read('a/deed.txt')).rejects.toMatchObject({ code: 'import.damaged' });
    }
  });

  it.each([
    ['entries over each other', (zip: Buffer) => zip.writeUInt32LE(0, centralAt(zip) + 46 + 10 + 42), 'import.unsafe'],
    [
      'an entry that is far too large',
      (zip: Buffer) => zip.writeUInt32LE(2 ** 31, centralAt(zip) + 24),
      'import.unsafe',
    ],
    ['an encrypted entry', (zip: Buffer) => zip.writeUInt16LE(1, centralAt(zip) + 8), 'import.damaged'],
    ['another compression', (zip: Buffer) => zip.writeUInt16LE(12, centralAt(zip) + 10), 'import.damaged'],
    ['a directory beyond the end', (zip: Buffer) => zip.writeUInt32LE(2 ** 32 - 1, zip.length - 6), 'import.damaged'],
    ['a name that is no text', (zip: Buffer) => zip.writeUInt8(0xff, centralAt(zip) + 46), 'import.damaged'],
  ])('is refused with %s', (_name, damage, code) => {
    const zip = aZip();
    damage(zip);
    expect(() => new ZipReader(zip)).toThrow(expect.objectContaining({ code }));
  });

  it('is refused with one name twice', () => {
    const zip = aZip();
    const at = zip.lastIndexOf('stored.txt');
    zip.write('a/deed.txt', at);
    expect(() => new ZipReader(zip)).toThrow(expect.objectContaining({ code: 'import.unsafe' }));
  });

  it('answers any bytes with one of its own errors, or with what they hold', async () => {
    const zip = aZip();
    await forAll(
      asyncProperty(
        nat(zip.length - 1),
        uint8Array({ minLength: 1, maxLength: 8 }),
        constantFrom('cut', 'set'),
        async (at, bytes, how) => {
          const changed = how === 'cut' ? zip.subarray(0, at) : Buffer.from(zip);
          if (how === 'set') changed.set(bytes.subarray(0, changed.length - at), at);
          try {
            const reader = new ZipReader(changed);
            for (const name of reader.names) await reader.read(name);
          } catch (error) {
            expect(error).toMatchObject({ code: expect.stringMatching(/^import\./) });
          }
        },
      ),
    );
  });
});
