/** Tokenizers of current models average 4 characters of English a token; 3.3 leaves room for names and numbers. */
const ASCII_CHARACTER = 0.3;
/** Cyrillic, Greek and Arabic take about half a token a letter, Chinese and Japanese about one. */
const OTHER_CHARACTER = 0.9;

/** A cautious guess: no protocol offers every model's own tokenizer, and a server that knows better corrects us. */
export function estimateTokens(text: string): number {
  return Math.ceil(weighTokens(text));
}

/** The same with its fraction, for pieces of a text that are shorter than a token. */
export function weighTokens(text: string): number {
  let tokens = 0;
  for (const character of text) tokens += character < '\u0080' ? ASCII_CHARACTER : OTHER_CHARACTER;
  return tokens;
}
