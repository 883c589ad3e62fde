import type { DocumentId } from '@hearthlore/kernel';
import { growableFloat32, growableUint8, growableUint16, growableUint32 } from '../index/growable.js';
import { GONE, type PassageTable } from '../index/passage-table.js';
import type { VectorPack } from '../packs/vector-pack.js';
import { quantiseQuery } from './quantise.js';
import { VectorMemory } from './vector-memory.js';

/** Says in the window column that a vector is of the whole passage. */
const WHOLE = 0;
const HAS_WHOLE = 1;
const HAS_WINDOWS = 2;
const HALF = 0.5;
/** Below every cosine. */
const NONE = -2;

/** Vectors of one member and one model in RAM, searched exactly: every question is compared with each of them. */
export class VectorIndex {
  readonly modelId: string;
  readonly dimensions: number;
  readonly #table: PassageTable;
  #memory: VectorMemory;
  readonly #scales = growableFloat32();
  readonly #slots = growableUint32();
  /** Number of the window and one, or `WHOLE`. */
  readonly #windows = growableUint16();
  readonly #starts = growableUint32();
  readonly #ends = growableUint32();
  /** Per slot: `HAS_WHOLE`, `HAS_WINDOWS`. */
  readonly #has = growableUint8();

  constructor(table: PassageTable, modelId: string, dimensions: number) {
    this.#table = table;
    this.modelId = modelId;
    this.dimensions = dimensions;
    this.#memory = new VectorMemory(dimensions);
  }

  get vectors(): number {
    return this.#slots.length;
  }

  get bytes(): number {
    const columns = [this.#scales, this.#slots, this.#windows, this.#starts, this.#ends, this.#has];
    return columns.reduce((sum, column) => sum + column.bytes, this.#memory.bytes);
  }

  /** @param pack Of this index' model and dimensions. */
  add(documentId: DocumentId, pack: VectorPack): void {
    this.#memory.append(pack.values);
    pack.places.forEach(({ passage, window, start, end }, i) => {
      const slot = this.#table.ensure(documentId, passage);
      this.#slots.push(slot);
      this.#windows.push(window === null ? WHOLE : window + 1);
      this.#scales.push(pack.scales[i] ?? 0);
      this.#starts.push(start);
      this.#ends.push(end);
      this.#mark(slot, window === null ? HAS_WHOLE : HAS_WINDOWS);
    });
  }

  /** Whether the passage in this slot has its own vector. */
  hasPassage(slot: number): boolean {
    return ((this.#has.values[slot] ?? 0) & HAS_WHOLE) !== 0;
  }

  /** Whether the passage in this slot has vectors of windows. */
  hasWindows(slot: number): boolean {
    return ((this.#has.values[slot] ?? 0) & HAS_WINDOWS) !== 0;
  }

  /**
   * @param query Unit length.
   * @returns Per slot ½ cosine of the passage + ½ that of its best window; the passage alone where it has no windows (yet).
   * A slot without a vector is at −2. Valid for living slots alone.
   */
  score(query: Float32Array): Float32Array {
    const { values, scale } = quantiseQuery(query);
    const whole = new Float32Array(this.#table.slots).fill(NONE);
    const window = new Float32Array(this.#table.slots).fill(NONE);
    const [slots, windows, scales] = [this.#slots.values, this.#windows.values, this.#scales.values];
    this.#memory.scan(values, this.vectors, (products, first) => {
      for (let i = 0; i < products.length; i += 1) {
        const vector = first + i;
        const cosine = (products[i] ?? 0) * scale * (scales[vector] ?? 0);
        const slot = slots[vector] ?? 0;
        const best = windows[vector] === WHOLE ? whole : window;
        if (cosine > (best[slot] ?? 0)) best[slot] = cosine;
      }
    });
    for (let slot = 0; slot < whole.length; slot += 1) {
      const passage = whole[slot] ?? NONE;
      const best = window[slot] ?? NONE;
      if (best !== NONE) whole[slot] = passage === NONE ? best : HALF * passage + HALF * best;
    }
    return whole;
  }

  /** Drops the vectors of dead passages. @param moved As `PassageTable.compact` returned it. */
  compact(moved: Uint32Array): void {
    const columns = [this.#scales, this.#slots, this.#windows, this.#starts, this.#ends].map((column) => ({
      column,
      old: column.values.slice(0, column.length),
    }));
    const slots = this.#slots.values.slice(0, this.vectors);
    const memory = new VectorMemory(this.dimensions);
    for (const { column } of columns) column.clear();
    this.#has.clear();
    slots.forEach((was, vector) => {
      const slot = moved[was] ?? GONE;
      if (slot === GONE) return;
      memory.append(this.#memory.read(vector));
      for (const { column, old } of columns) column.push(column === this.#slots ? slot : (old[vector] ?? 0));
      this.#mark(slot, this.#windows.values[this.vectors - 1] === WHOLE ? HAS_WHOLE : HAS_WINDOWS);
    });
    this.#memory = memory;
  }

  #mark(slot: number, what: number): void {
    const missing = slot + 1 - this.#has.length;
    if (missing > 0) this.#has.extend(missing);
    this.#has.values[slot] = (this.#has.values[slot] ?? 0) | what;
  }
}
