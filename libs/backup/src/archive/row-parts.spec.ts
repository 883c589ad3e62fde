import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inParts } from './row-parts.js';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function partsOf(text: string, size: number, limit: number): Promise<string[]> {
  const parts: string[] = [];
  for await (const part of inParts(pieces(Buffer.from(text), size), limit)) parts.push(Buffer.from(part).toString());
  return parts;
}

it('cuts behind whole rows alone, and loses and repeats nothing', async () => {
  const row = fc.string({ maxLength: 40 }).map((text) => `${text.replaceAll('\n', '')}\n`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(row),
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: 1, max: 200 }),
      async (rows, size, limit) => {
        const parts = await partsOf(rows.join(''), size, limit);
        expect(parts.join('')).toBe(rows.join(''));
        for (const part of parts) expect(part === '' || part.endsWith('\n')).toBe(true);
        for (const part of parts.slice(0, -1)) expect(Buffer.byteLength(part)).toBeLessThan(limit + size + 200);
      },
    ),
  );
});

it('gives an empty table one empty part', async () => {
  expect(await partsOf('', 10, 10)).toEqual(['']);
});
