import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { ExportDamagedError, NotAnExportError, UnsafeExportError } from './imports.errors.js';

/** Of an export that this program makes, with room. Bytes; `ratio` is of everything unpacked to everything packed. */
const MOST = { entries: 65_534, entryBytes: 128 * 2 ** 20, bytes: 2 ** 31, ratio: 200 };
/** Below this size no ratio is unsafe. */
const ANY_RATIO = 16 * 2 ** 20;

/** PKWARE APPNOTE 6.3.10, §4.3.7, §4.3.12, §4.3.16. */
const END = { signature: 0x06054b50, bytes: 22, commentBytes: 0xffff };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly localAt: number;
}

const inflate = promisify(inflateRaw);

/**
 * A zip in memory, read with suspicion: by its directory alone, each entry once, none larger than it says, and none over
 * another one. What a directory promises is held to limits before anything is unpacked.
 */
export class ZipReader {
  readonly #file: Buffer;
  readonly #entries: ReadonlyMap<string, Entry>;

  /** @throws {NotAnExportError} @throws {UnsafeExportError} @throws {ExportDamagedError} */
  constructor(file: Uint8Array) {
    this.#file = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    try {
      this.#entries = this.#readDirectory();
    } catch (error) {
      if (error instanceof RangeError || error instanceof TypeError) throw new ExportDamagedError({ cause: error });
      throw error;
    }
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** @throws {ExportDamagedError} also where there is no such entry. */
  async read(name: string): Promise<Uint8Array> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new ExportDamagedError();
    const packed = this.#packed(entry);
    if (entry.method === STORED) return packed;
    if (entry.unpacked === 0) return new Uint8Array(0);
    try {
      const unpacked = await inflate(packed, { maxOutputLength: entry.unpacked });
      if (unpacked.length === entry.unpacked) return unpacked;
    } catch (error) {
      throw new ExportDamagedError({ cause: error });
    }
    throw new ExportDamagedError();
  }

  #readDirectory(): Map<string, Entry> {
    const end = this.#findEnd();
    const count = this.#file.readUInt16LE(end + 10);
    if (count > MOST.entries) throw new UnsafeExportError();
    const entries = new Map<string, Entry>();
    let at = this.#file.readUInt32LE(end + 16);
    for (let i = 0; i < count; i += 1) {
      if (this.#file.readUInt32LE(at) !== CENTRAL.signature) throw new ExportDamagedError();
      const nameBytes = this.#file.readUInt16LE(at + 28);
      const entry = this.#toEntry(at, nameBytes);
      if (entries.has(entry.name)) throw new UnsafeExportError();
      entries.set(entry.name, entry);
      at += CENTRAL.bytes + nameBytes + this.#file.readUInt16LE(at + 30) + this.#file.readUInt16LE(at + 32);
    }
    this.#assertSafe([...entries.values()]);
    return entries;
  }

  #toEntry(at: number, nameBytes: number): Entry {
    const method = this.#file.readUInt16LE(at + 10);
    const isEncrypted = (this.#file.readUInt16LE(at + 8) & ENCRYPTED) !== 0;
    if (isEncrypted || (method !== STORED && method !== DEFLATED)) throw new ExportDamagedError();
    const name = this.#file.subarray(at + CENTRAL.bytes, at + CENTRAL.bytes + nameBytes);
    return {
      name: new TextDecoder('utf-8', { fatal: true }).decode(name),
      method,
      packed: this.#file.readUInt32LE(at + 20),
      unpacked: this.#file.readUInt32LE(at + 24),
      localAt: this.#file.readUInt32LE(at + 42),
    };
  }

  #findEnd(): number {
    const first = Math.max(0, this.#file.length - END.bytes - END.commentBytes);
    for (let at = this.#file.length - END.bytes; at >= first; at -= 1)
      if (this.#file.readUInt32LE(at) === END.signature) return at;
    throw new NotAnExportError();
  }

  #assertSafe(entries: readonly Entry[]): void {
    const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
    const isTooLarge = unpacked > MOST.bytes || entries.some((entry) => entry.unpacked > MOST.entryBytes);
    const isBomb = unpacked > ANY_RATIO && unpacked > this.#file.length * MOST.ratio;
    if (isTooLarge || isBomb) throw new UnsafeExportError();
    // One stretch of data under many names unpacks to much more than the file (Fifield 2019).
    let free = 0;
    for (const entry of entries.toSorted((a, b) => a.localAt - b.localAt)) {
      if (entry.localAt < free) throw new UnsafeExportError();
      free = entry.localAt + LOCAL.bytes + entry.packed;
    }
  }

  #packed({ localAt, method, packed, unpacked }: Entry): Buffer {
    if (localAt + LOCAL.bytes > this.#file.length || this.#file.readUInt32LE(localAt) !== LOCAL.signature)
      throw new ExportDamagedError();
    const from = localAt + LOCAL.bytes + this.#file.readUInt16LE(localAt + 26) + this.#file.readUInt16LE(localAt + 28);
    if (from + packed > this.#file.length || (method === STORED && packed !== unpacked)) throw new ExportDamagedError();
    return this.#file.subarray(from, from + packed);
  }
}
