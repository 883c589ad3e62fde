import snowball from 'snowball-stemmers';

/** ISO 639-1 code to Snowball algorithm. Languages that are not listed keep their words as they are. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  cs: 'czech',
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hu: 'hungarian',
  hy: 'armenian',
  it: 'italian',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sl: 'slovene',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  // A text of no clear language is most often a table or code with English words in it.
  und: 'english',
};

/**
 * Stems the words of one language. It remembers what it stemmed (a stem takes 9 µs, a look-up a tenth of one), so make
 * one per piece of work and let go of it: a lasting one would keep members' words in memory after they signed out.
 */
export class Stemmer {
  readonly #stems = new Map<string, string>();
  readonly #snowball: { stem(word: string): string } | undefined;

  constructor(language: string) {
    const algorithm = ALGORITHMS[language];
    this.#snowball = algorithm === undefined ? undefined : snowball.newStemmer(algorithm);
  }

  stem(word: string): string {
    if (this.#snowball === undefined) return word;
    let stem = this.#stems.get(word);
    if (stem === undefined) {
      stem = this.#snowball.stem(word);
      this.#stems.set(word, stem);
    }
    return stem;
  }
}
