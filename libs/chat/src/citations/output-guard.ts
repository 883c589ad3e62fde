/**
 * The last look at a model's text: where brackets and digits that each passed by themselves line up to a number, as in
 * `[[9]7]` once the 9 is dropped, the closing bracket is withheld.
 */
export class OutputGuard {
  #isOpen = false;
  #hasDigit = false;

  /** @returns The text without brackets that would close an unchecked number. */
  pass(text: string): string {
    let out = '';
    for (const character of text) if (!this.#closesNumber(character)) out += character;
    return out;
  }

  /** A checked number was written in between. */
  reset(): void {
    this.#isOpen = false;
  }

  #closesNumber(character: string): boolean {
    if (character === '[' || character === '【') {
      this.#isOpen = true;
      this.#hasDigit = false;
      return false;
    }
    if (!this.#isOpen) return false;
    if (character === ']' || character === '】') {
      this.#isOpen = false;
      return this.#hasDigit;
    }
    this.#hasDigit ||= /\d/.test(character);
    this.#isOpen = /[\d\s,;–-]/u.test(character);
    return false;
  }
}
