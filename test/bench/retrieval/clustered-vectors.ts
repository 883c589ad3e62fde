export const DIMENSIONS = 384;

/** Cosine of a window with its passage and of a question with the passage that answers it, as the shipped encoder has it. */
const OF_WINDOW = 0.75;
const OF_QUESTION = 0.6;
const OF_TOPIC = 0.7;

/** Made-up embeddings that bunch together as real ones do: passages about topics, windows about their passages. */
export class ClusteredVectors {
  readonly #topics: readonly Float32Array[];
  #state: number;
  #last: Float32Array;

  /** @param topics Passages of one topic are each other's neighbours; the others are far from them. */
  constructor(seed: number, topics: number) {
    this.#state = seed;
    this.#topics = Array.from({ length: topics }, () => this.#direction());
    this.#last = this.#direction();
  }

  passage(): Float32Array {
    this.#last = this.beside(this.#topic(), OF_TOPIC);
    return this.#last;
  }

  windowOf(passage: Float32Array): Float32Array {
    return this.beside(passage, OF_WINDOW);
  }

  question(): Float32Array {
    return this.beside(this.beside(this.#topic(), OF_TOPIC), OF_QUESTION);
  }

  #topic(): Float32Array {
    return this.#topics[Math.floor(this.#uniform() * this.#topics.length)] ?? this.#last;
  }

  /** @returns Unit length. @param cosine With `vector`, but for chance. */
  beside(vector: Float32Array, cosine: number): Float32Array {
    const aside = this.#direction();
    const share = Math.sqrt(1 - cosine ** 2);
    return unit(vector.map((value, i) => cosine * value + share * (aside[i] ?? 0)));
  }

  #direction(): Float32Array {
    // The sum of four is normal enough.
    return unit(
      Float32Array.from(
        { length: DIMENSIONS },
        () => this.#uniform() + this.#uniform() + this.#uniform() + this.#uniform() - 2,
      ),
    );
  }

  /** Knuth and Lewis' linear congruence: the high bits are good, and it is fast. */
  #uniform(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}
