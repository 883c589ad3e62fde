import { describe, expect, it } from 'vitest';
import { MalformedWeightsError } from '../embedding.errors.js';
import { headerLength, parseLayout } from './safetensors-layout.js';

const tensor = (start: number, stop: number, shape = [(stop - start) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [start, stop],
});

/** The layout of a file with this header and so many bytes of data. */
function layoutOf(header: unknown, dataBytes: number): ReturnType<typeof parseLayout> {
  const bytes = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  return parseLayout(bytes, 8 + bytes.length + dataBytes);
}

function lengthPrefix(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

describe('the layout of a safetensors file', () => {
  it('says where each tensor lies, in whatever order the header names them', () => {
    const layout = layoutOf({ b: tensor(8, 16, [2, 1]), a: tensor(0, 8), __metadata__: { format: 'pt' } }, 16);
    const [a, b] = [layout.get('a'), layout.get('b')];
    expect(layout.size).toBe(2);
    expect(a).toMatchObject({ type: 'F32', shape: [2], length: 8 });
    expect((b?.offset ?? 0) - (a?.offset ?? 0)).toBe(8);
  });

  it.each([
    ['a header beyond the end of the file', 101n],
    ['a header of eight million bytes', 8_000_000n],
    ['the largest number there is', 2n ** 64n - 1n],
  ])('refuses %s', (_, claimed) => {
    const fileBytes = claimed === 8_000_000n ? 90_000_000 : 108;
    expect(() => headerLength(lengthPrefix(claimed), fileBytes)).toThrow(MalformedWeightsError);
  });

  it('refuses a file too short for its own length', () => {
    expect(() => headerLength(new Uint8Array(7), 7)).toThrow(MalformedWeightsError);
  });

  it.each([
    ['text that is not JSON', '{"a":', 0],
    ['bytes that are not UTF-8 text of an object', '[]', 0],
    ['overlapping tensors', { a: tensor(0, 8), b: tensor(4, 12) }, 12],
    ['two names for the same bytes', { a: tensor(0, 8), b: tensor(0, 8) }, 8],
    ['a hole between tensors', { a: tensor(0, 8), b: tensor(12, 16) }, 16],
    ['a tensor beyond the end', { a: tensor(0, 16) }, 8],
    ['data after the last tensor', { a: tensor(0, 8) }, 12],
    ['a shape that does not fit the length', { a: tensor(0, 8, [3]) }, 8],
    ['offsets that run backwards', { a: tensor(8, 0, [2]) }, 8],
    ['negative sizes', { a: tensor(0, 8, [-2]) }, 8],
    ['sizes whose product is beyond exact numbers', { a: tensor(0, 8, [2 ** 52, 2 ** 52]) }, 8],
    ['fractions', { a: tensor(0, 8, [1.5]) }, 8],
    ['an unknown type', { a: tensor(0, 8, [2], 'Q4') }, 8],
    ['unknown fields', { a: { ...tensor(0, 8), path: '../x' } }, 8],
  ])('refuses %s', (_, header, dataBytes) => {
    expect(() => layoutOf(header, dataBytes)).toThrow(MalformedWeightsError);
  });
});
