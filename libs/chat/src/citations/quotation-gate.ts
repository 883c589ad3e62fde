import type { QuotedText } from './quoted-text.js';

/**
 * Follows the words of a quotation that was not faithful: the number behind them does not hold.
 * A character of the private use area, which is taken out of the model's own words first.
 */
export const REVOKED = '\ue000';

/** A quotation that goes on longer is let through as far as it was faithful until here. */
const LONGEST_QUOTATION = 400;
const OPENING = /["“„«»]/u;
const CLOSING: Readonly<Record<string, string>> = { '"': '"', '“': '”"', '„': '“”"', '«': '»', '»': '«' };

/**
 * Takes the quotation marks off what is not quoted faithfully; the words remain, as the model's own.
 * The result depends on the text alone, never on where the stream was cut: a quotation is held back until it is decided.
 */
export class QuotationGate {
  #held = '';
  #last = '';
  /** Marks that would close a quotation whose opening mark was taken off. */
  #orphan: string | undefined;

  constructor(private readonly quoted: QuotedText) {}

  push(piece: string): string {
    this.#held += piece.replaceAll(REVOKED, '');
    return this.#advance(false);
  }

  flush(): string {
    return this.#advance(true);
  }

  #advance(ended: boolean): string {
    let out = '';
    for (let step = this.#next(ended); step !== undefined; step = this.#next(ended)) {
      this.#held = this.#held.slice(step.taken);
      this.#last = step.says.at(-1) ?? this.#last;
      out += step.says;
    }
    return out;
  }

  /** @returns How much of what is held is decided and what it says, or undefined while nothing is. */
  #next(ended: boolean): { readonly taken: number; readonly says: string } | undefined {
    if (this.#held === '') return undefined;
    const at = this.#held.search(this.#orphan === undefined ? OPENING : new RegExp(`[${this.#orphan}]`, 'u'));
    if (at !== 0) return taken(at < 0 ? this.#held : this.#held.slice(0, at));
    const mark = this.#held.charAt(0);
    if (this.#orphan !== undefined) {
      this.#orphan = undefined;
      return { taken: 1, says: REVOKED };
    }
    // An inch mark, or the closing one of something that never opened.
    if (mark === '"' && /[\p{L}\p{N}]/u.test(this.#last)) return taken(mark);
    return this.#quotation(mark, CLOSING[mark] ?? '"', ended);
  }

  #quotation(mark: string, closing: string, ended: boolean) {
    const inner = this.#held.slice(1, 1 + LONGEST_QUOTATION);
    const end = inner.search(new RegExp(`[${closing}]`, 'u'));
    if (end < 0 && inner.length < LONGEST_QUOTATION && !ended) return undefined;
    const quotation = end < 0 ? inner : inner.slice(0, end);
    const whole = mark + quotation + (end < 0 ? '' : inner.charAt(end));
    if (this.quoted.isFaithful(quotation)) return taken(whole);
    if (end < 0) this.#orphan = closing;
    return { taken: whole.length, says: end < 0 ? quotation : quotation + REVOKED };
  }
}

function taken(says: string): { readonly taken: number; readonly says: string } {
  return { taken: says.length, says };
}
