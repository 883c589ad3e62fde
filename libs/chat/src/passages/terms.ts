/** Runs of letters, combining marks and digits: without marks, Hindi words fall apart. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Scripts written without spaces. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

export function wordsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
}

/** Character 4-grams of each word, its ends marked; bigrams in Chinese and Japanese, where a word is not visible. */
export function gramsOf(text: string): string[] {
  return wordsOf(text).flatMap((word) => {
    const isUnspaced = UNSPACED.test(word);
    const characters = Array.from(isUnspaced ? word : ` ${word} `);
    const length = isUnspaced ? 2 : 4;
    if (characters.length <= length) return [characters.join('')];
    return Array.from({ length: characters.length - length + 1 }, (_, at) =>
      characters.slice(at, at + length).join(''),
    );
  });
}
