/** One passage as a list of terms, repeated as often as they occur. */
export type ReferencePassage = readonly string[];

/**
 * BM25 as its paper writes it, over lists of terms: slow and short, to compare the index with.
 * @returns One score per passage.
 */
export function bm25(passages: readonly ReferencePassage[], question: readonly string[]): number[] {
  const average = passages.reduce((sum, { length }) => sum + length, 0) / passages.length;
  return passages.map((passage) =>
    question.reduce((score, term) => {
      const matches = passages.filter((other) => other.includes(term)).length;
      const count = passage.filter((own) => own === term).length;
      const idf = Math.log(1 + (passages.length - matches + 0.5) / (matches + 0.5));
      const norm = 1.2 * (1 - 0.75 + (0.75 * passage.length) / Math.max(average, Number.MIN_VALUE));
      return score + (count === 0 ? 0 : (idf * count * 2.2) / (count + norm));
    }, 0),
  );
}
