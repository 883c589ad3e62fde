interface Heading {
  readonly level: number;
  readonly text: string;
  /** Whether text has followed under it. */
  isUsed: boolean;
}

/** The path goes in front of every vector of a passage, whose model reads 256 word pieces. */
const HEADING_CHARACTERS = 120;
const PATH_CHARACTERS = 240;
const SEPARATOR = ' › ';

/** Where in the document's outline the reading stands. */
export class HeadingPath {
  #headings: Heading[] = [];

  /** @returns Headings that end here without any text under them: they are text themselves, or they would be lost. */
  enter(level: number, text: string): string[] {
    const ended = this.#headings.filter((heading) => heading.level >= level);
    this.#headings = [...this.#headings.filter((heading) => heading.level < level), { level, text, isUsed: false }];
    return ended.filter((heading) => !heading.isUsed).map((heading) => heading.text);
  }

  /** Says that text follows here. */
  use(): void {
    for (const heading of this.#headings) heading.isUsed = true;
  }

  /** @returns Headings at the document's end without any text under them. */
  unused(): string[] {
    return this.#headings.filter((heading) => !heading.isUsed).map((heading) => heading.text);
  }

  /** "Chapter › Section". When it is too long the outermost go first: the innermost say most. */
  toString(): string {
    const texts = this.#headings.map(({ text }) => shortened(text));
    while (texts.length > 1 && texts.join(SEPARATOR).length > PATH_CHARACTERS) texts.shift();
    return texts.join(SEPARATOR);
  }
}

function shortened(text: string): string {
  return text.length <= HEADING_CHARACTERS
    ? text
    : `${text
        .slice(0, HEADING_CHARACTERS - 1)
        .toWellFormed()
        .trimEnd()}…`;
}
