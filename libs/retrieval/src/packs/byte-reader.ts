import { isUtf8 } from 'node:buffer';
import { type DamagedPack, PackDamagedError } from './pack.errors.js';

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads a pack from front to back. Everything it returns lies inside the bytes; anything else is a damaged pack. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #pack: DamagedPack;
  #at = 0;

  constructor(bytes: Uint8Array, pack: DamagedPack) {
    this.#bytes = bytes;
    this.#pack = pack;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  fail(reason: string): never {
    throw new PackDamagedError(this.#pack, reason);
  }

  /** A view, not a copy. */
  take(length: number): Uint8Array {
    if (length > this.remaining) this.fail('truncated');
    const view = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return view;
  }

  uint8(): number {
    return this.take(1)[0] ?? 0;
  }

  /** Unsigned LEB128 of at most 32 bits, in its shortest form alone: one value has one spelling. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.#at >= this.#bytes.length) this.fail('truncated');
      const byte = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (byte === 0 && shift > 0) this.fail('number not in shortest form');
        if (value > 0xffff_ffff) this.fail('number too large');
        return value;
      }
    }
    return this.fail('number too large');
  }

  text(length: number): string {
    return UTF8.decode(this.utf8(length));
  }

  /** The bytes of a text that is known to be one. */
  utf8(length: number): Uint8Array {
    const bytes = this.take(length);
    if (!isUtf8(bytes)) this.fail('not UTF-8');
    return bytes;
  }

  end(): void {
    if (this.remaining > 0) this.fail('bytes after the end');
  }
}
