import { OutputGuard } from './output-guard.js';
import { QuotationGate, REVOKED } from './quotation-gate.js';
import type { QuotedText } from './quoted-text.js';

/** Checked output of a model: text, and before each number in brackets the citation it stands for. */
export type Checked =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'citation'; readonly n: number };

/** Longest group of numbers that is waited for; what goes on longer is no citation. */
const LONGEST_GROUP = 48;
/** Nobody means twenty passages by `[1-20]`. */
const LONGEST_RANGE = 10;

/** `[1]`, `[1, 2]`, `[1-3]`, and the `【1†source】` that some models were trained on. */
const GROUP = /^[[【] ?\d{1,4}(?: ?[,;–-] ?\d{1,4}){0,8}(?:†[^\]】\n]{0,20})? ?[\]】]/u;
/** Whatever may still become a group. */
const GROUP_START = /^[[【][\d ,;–-]*(?:†[^\]】\n]*)?$/u;
const NEXT = new RegExp(` +(?=$|[[【])|[[【${REVOKED}]`, 'u');

/**
 * Checks what a model says while it says it. Every number in brackets must be one of the passages given, and every
 * quotation must stand in one of them or in the question; else the number is dropped, or the quotation marks and the
 * number behind them.
 *
 * The result depends on the text alone, never on where the stream was cut: a group is held back until it is decided.
 */
export class CitationGate {
  readonly #quotations: QuotationGate;
  readonly #guard = new OutputGuard();
  #held = '';
  #isRevoked = false;

  constructor(
    private readonly given: ReadonlySet<number>,
    quoted: QuotedText,
  ) {
    this.#quotations = new QuotationGate(quoted);
  }

  push(piece: string): Checked[] {
    this.#held += this.#quotations.push(piece);
    return [...this.#advance(false)];
  }

  /** The stream has ended: what is still held back is decided as it stands. */
  flush(): Checked[] {
    this.#held += this.#quotations.flush();
    return [...this.#advance(true)];
  }

  *#advance(ended: boolean): Generator<Checked> {
    while (this.#held !== '') {
      const at = this.#held.search(NEXT);
      yield* this.#say(at < 0 ? this.#held.length : at);
      const spaces = this.#held.length - this.#held.trimStart().length;
      const rest = this.#held.slice(spaces);
      const group = GROUP.exec(rest.slice(0, LONGEST_GROUP))?.[0];
      if (rest.startsWith(REVOKED)) {
        this.#held = rest.slice(1);
        this.#isRevoked = true;
      } else if (group !== undefined) {
        yield* this.#cite(spaces, group);
      } else if (ended || rest.length >= LONGEST_GROUP || !(rest === '' || GROUP_START.test(rest))) {
        yield* this.#say(spaces + 1);
      } else {
        return;
      }
    }
  }

  *#cite(spaces: number, group: string): Generator<Checked> {
    const numbers = this.#isRevoked ? [] : numbersIn(group).filter((n) => this.given.has(n));
    const behind = this.#held.slice(spaces + group.length);
    if (numbers.length > 0) yield* this.#say(spaces);
    this.#held = behind;
    for (const n of numbers) {
      this.#guard.reset();
      yield { type: 'citation', n };
      yield { type: 'text', text: `[${n}]` };
    }
  }

  /** Lets the next characters go, unless they would complete a number that nobody checked. */
  *#say(length: number): Generator<Checked> {
    const text = this.#guard.pass(this.#held.slice(0, length));
    this.#held = this.#held.slice(length);
    if (/[\p{L}\p{N}]/u.test(text)) this.#isRevoked = false;
    if (text !== '') yield { type: 'text', text };
  }
}

function numbersIn(group: string): number[] {
  const numbers = group
    .replace(/†.*/u, '')
    .split(/[,;]/u)
    .flatMap((part) => {
      const [from = 0, to = from] = (part.match(/\d+/g) ?? []).map(Number);
      const count = to - from + 1;
      if (count < 1 || count > LONGEST_RANGE) return [from, to];
      return Array.from({ length: count }, (_, at) => from + at);
    });
  return [...new Set(numbers)];
}
