const HALF = 0.5;
/** Below every cosine. */
const NONE = -2;

/** Collects the cosines of one passage: ½ its own + ½ that of its best window, or the one of both that is there. */
export class PassageScore {
  #whole = NONE;
  #window = NONE;

  /** @param cosine As `Cosines` gives it. */
  note(isWindow: boolean, cosine: number): void {
    if (isWindow) this.#window = Math.max(this.#window, cosine);
    else this.#whole = Math.max(this.#whole, cosine);
  }

  /** To the last bit what `VectorIndex.score` says of the same vectors. */
  get value(): number {
    if (this.#window === NONE) return this.#whole;
    return this.#whole === NONE ? this.#window : Math.fround(HALF * this.#whole + HALF * this.#window);
  }
}
