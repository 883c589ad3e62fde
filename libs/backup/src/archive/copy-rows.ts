/** A signature, no flags, and no extension (PostgreSQL manual, COPY, "Binary Format"). */
export const COPY_HEADER: Uint8Array = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
/** In the place of a row's number of fields. */
export const COPY_TRAILER: Uint8Array = Buffer.from([0xff, 0xff]);

const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
/** In the place of a field's length. */
const NULL_LENGTH = -1;

/**
 * Finds where rows end in a file of COPY's binary format that arrives in pieces of any length. It holds none of them.
 */
export class CopyRows {
  #state: 'header' | 'count' | 'length' | 'value' | 'over' = 'header';
  /** Bytes of the header or of a number that were there so far. */
  #read = 0;
  #number = 0;
  #fields = 0;
  /** Bytes of a value that are still to come. */
  #left = 0;

  /** Whether the whole file was there, with its trailer. */
  get isOver(): boolean {
    return this.#state === 'over';
  }

  /**
   * @param onEnd Told the places in `chunk` behind the header, and behind every row.
   * @returns The end of the file in `chunk`: its length, where the file goes on.
   * @throws {RangeError} for anything that is no such file.
   */
  walk(chunk: Uint8Array, onEnd: (end: number) => void): number {
    let at = 0;
    while (at < chunk.length && this.#state !== 'over') {
      if (this.#state === 'value') {
        const taken = Math.min(this.#left, chunk.length - at);
        this.#left -= taken;
        at += taken;
        if (this.#left === 0 && this.#endField()) onEnd(at);
      } else if (this.#take(chunk[at++] ?? 0)) onEnd(at);
    }
    return at;
  }

  /** @returns Whether the header or a row has ended. */
  #take(byte: number): boolean {
    if (this.#state === 'header') return this.#takeHeader(byte);
    this.#number = (this.#number << 8) | byte;
    this.#read += 1;
    if (this.#state === 'count') return this.#read === COUNT_BYTES && this.#beginRow((this.#numberRead() << 16) >> 16);
    return this.#read === LENGTH_BYTES && this.#beginField(this.#numberRead());
  }

  #takeHeader(byte: number): boolean {
    if (byte !== COPY_HEADER[this.#read]) throw malformed();
    this.#read += 1;
    if (this.#read < COPY_HEADER.length) return false;
    this.#read = 0;
    this.#state = 'count';
    return true;
  }

  #numberRead(): number {
    const number = this.#number;
    this.#read = 0;
    this.#number = 0;
    return number;
  }

  #beginRow(fields: number): false {
    if (fields < -1 || fields === 0) throw malformed();
    this.#fields = fields;
    this.#state = fields === -1 ? 'over' : 'length';
    return false;
  }

  #beginField(length: number): boolean {
    if (length < NULL_LENGTH) throw malformed();
    this.#left = Math.max(0, length);
    if (this.#left === 0) return this.#endField();
    this.#state = 'value';
    return false;
  }

  #endField(): boolean {
    this.#fields -= 1;
    this.#state = this.#fields === 0 ? 'count' : 'length';
    return this.#fields === 0;
  }
}

const malformed = (): RangeError => new RangeError('these are no rows in the binary format of COPY');
