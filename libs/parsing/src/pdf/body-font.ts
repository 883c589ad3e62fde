import type { PdfLine } from './pdf-line.js';

/** Characters from which on the most frequent font is taken for that of the running text. */
const ENOUGH_CHARACTERS = 400;

/** The size and font of the running text, learnt from the pages read so far: pages go out before the last one is read. */
export class BodyFont {
  readonly #sizes = new Map<number, number>();
  readonly #fonts = new Map<string, number>();
  #characters = 0;

  learn(lines: readonly PdfLine[]): void {
    for (const { text, size, font } of lines) {
      const rounded = Math.round(size * 2) / 2;
      this.#sizes.set(rounded, (this.#sizes.get(rounded) ?? 0) + text.length);
      this.#fonts.set(font, (this.#fonts.get(font) ?? 0) + text.length);
      this.#characters += text.length;
    }
  }

  get isKnown(): boolean {
    return this.#characters >= ENOUGH_CHARACTERS;
  }

  get size(): number {
    return mostFrequent(this.#sizes) ?? 1;
  }

  /** Whether a font is clearly not the body's: it has less than a third of the body's characters. */
  isOther(font: string): boolean {
    const most = Math.max(0, ...this.#fonts.values());
    return (this.#fonts.get(font) ?? 0) * 3 < most;
  }
}

function mostFrequent(counts: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  for (const [value, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = value;
  return best;
}
