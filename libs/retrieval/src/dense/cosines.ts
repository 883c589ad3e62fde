import type { Quantised } from './quantise.js';
import { VectorMemory } from './vector-memory.js';

/** Vectors compared in one go: what the scan kernel takes at once, and all that stays in memory. */
const AT_ONCE = 2_048;

/** Compares vectors that are in no index with a question, to the last bit as `VectorIndex` does. */
export class Cosines {
  readonly #memories = new Map<number, VectorMemory>();

  /**
   * @param values As many vectors as there are scales, each as long as the question.
   * @returns The cosine of each.
   */
  of(query: Quantised<Int16Array>, values: Int8Array, scales: Float32Array): Float32Array {
    const dimensions = query.values.length;
    const memory = this.#memoryOf(dimensions);
    const cosines = new Float32Array(scales.length);
    for (let at = 0; at < scales.length; at += AT_ONCE) {
      const count = Math.min(AT_ONCE, scales.length - at);
      memory.clear();
      memory.append(values.subarray(at * dimensions, (at + count) * dimensions));
      memory.scan(query.values, count, (products, first) => {
        for (let i = 0; i < products.length; i += 1) {
          const vector = at + first + i;
          cosines[vector] = (products[i] ?? 0) * query.scale * (scales[vector] ?? 0);
        }
      });
    }
    return cosines;
  }

  #memoryOf(dimensions: number): VectorMemory {
    const memory = this.#memories.get(dimensions) ?? new VectorMemory(dimensions);
    this.#memories.set(dimensions, memory);
    return memory;
  }
}
