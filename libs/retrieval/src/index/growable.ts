type NumberArray = Uint8Array | Uint16Array | Uint32Array | Float32Array;

const FIRST_CAPACITY = 1_024;

/** A typed array that grows by half when it is full: a member's index is extended while documents come in. */
export class Growable<T extends NumberArray> {
  readonly #make: (length: number) => T;
  #length = 0;
  /** Values beyond `length` are 0. Read it anew after every `push`: growing replaces it. */
  values: T;

  constructor(make: (length: number) => T, capacity = FIRST_CAPACITY) {
    this.#make = make;
    this.values = make(capacity);
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.values.byteLength;
  }

  push(value: number): void {
    this.reserve(1);
    this.values[this.#length] = value;
    this.#length += 1;
  }

  /** Lets go of every value and of the memory. */
  clear(): void {
    this.#length = 0;
    this.values = this.#make(FIRST_CAPACITY);
  }

  /** Makes room for so many more values and appends them as zeros. @returns Where they begin. */
  extend(by: number): number {
    this.reserve(by);
    const start = this.#length;
    this.#length += by;
    return start;
  }

  reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.values.length) return;
    const grown = this.#make(Math.max(needed, Math.ceil(this.values.length * 1.5)));
    grown.set(this.values);
    this.values = grown;
  }
}

export const growableUint8 = (): Growable<Uint8Array> => new Growable((length) => new Uint8Array(length));
export const growableUint16 = (): Growable<Uint16Array> => new Growable((length) => new Uint16Array(length));
export const growableUint32 = (): Growable<Uint32Array> => new Growable((length) => new Uint32Array(length));
export const growableFloat32 = (): Growable<Float32Array> => new Growable((length) => new Float32Array(length));
