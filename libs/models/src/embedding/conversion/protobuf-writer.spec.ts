import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from './protobuf-writer.js';

const hex = (writer: ProtobufWriter): string => Buffer.from(writer.finish()).toString('hex');

describe('ProtobufWriter', () => {
  // The examples of https://protobuf.dev/programming-guides/encoding/.
  it('writes the examples of the specification', () => {
    expect(hex(new ProtobufWriter().int(1, 150))).toBe('089601');
    expect(hex(new ProtobufWriter().string(2, 'testing'))).toBe('120774657374696e67');
    expect(hex(new ProtobufWriter().message(3, new ProtobufWriter().int(1, 150)))).toBe('1a03089601');
  });

  it('writes numbers at the edges of a varint', () => {
    expect(hex(new ProtobufWriter().int(1, 0))).toBe('0800');
    expect(hex(new ProtobufWriter().int(1, 127))).toBe('087f');
    expect(hex(new ProtobufWriter().int(1, 128))).toBe('088001');
    expect(hex(new ProtobufWriter().int(1, 2n ** 63n - 1n))).toBe('08ffffffffffffffff7f');
  });

  it('writes a negative number in ten bytes', () => {
    expect(hex(new ProtobufWriter().int(1, -1))).toBe('08ffffffffffffffffff01');
  });

  it('writes floats little-endian and field numbers above 15 in two bytes', () => {
    expect(hex(new ProtobufWriter().float(2, 1))).toBe('150000803f');
    expect(hex(new ProtobufWriter().int(20, 1))).toBe('a00101');
  });

  it('measures text in bytes, not in characters', () => {
    expect(hex(new ProtobufWriter().string(1, 'é'))).toBe('0a02c3a9');
  });
});
