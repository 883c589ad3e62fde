import { strToU8, type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { MalformedArchiveError } from '../embedding.errors.js';
import { zipParts } from './zip-parts.js';

const TEXT = 'weights '.repeat(500);

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}

/** Entry name to content, for entries that the predicate admits. */
async function extract(
  archive: Uint8Array,
  { size = 100, wanted = () => true }: { size?: number; wanted?: (name: string) => boolean } = {},
): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for await (const { name, data } of zipParts(inPieces(archive, size), wanted))
    contents[name] = (contents[name] ?? '') + new TextDecoder().decode(data);
  return contents;
}

const zip = (files: Zippable): Uint8Array => zipSync(files);

describe('zipParts', () => {
  it.each([1, 7, 100, 100_000])('puts entries together from pieces of %i bytes', async (size) => {
    const archive = zip({ 'model/a.txt': strToU8(TEXT), 'b.txt': [strToU8('stored'), { level: 0 }] });
    expect(await extract(archive, { size })).toEqual({ 'model/a.txt': TEXT, 'b.txt': 'stored' });
  });

  it('skips what is not wanted', async () => {
    const archive = zip({ 'a.txt': strToU8(TEXT), 'b.txt': strToU8('b') });
    expect(await extract(archive, { wanted: (name) => name === 'b.txt' })).toEqual({ 'b.txt': 'b' });
  });

  it('gives a hostile name as it is, since nobody makes a path of it', async () => {
    expect(await extract(zip({ '../../etc/passwd': strToU8('x') }))).toEqual({ '../../etc/passwd': 'x' });
  });

  it('refuses an archive that ends early', async () => {
    const archive = zip({ 'a.txt': strToU8(TEXT) });
    await expect(extract(archive.subarray(0, 40))).rejects.toThrow(MalformedArchiveError);
  });

  it('refuses content that does not inflate', async () => {
    const archive = zip({ 'a.txt': strToU8(TEXT) });
    archive.fill(0xff, 36, 60);
    await expect(extract(archive)).rejects.toThrow(MalformedArchiveError);
  });

  it('finds nothing in bytes that are no archive', async () => {
    expect(await extract(strToU8('<html>Sign in to the network</html>'))).toEqual({});
  });
});
