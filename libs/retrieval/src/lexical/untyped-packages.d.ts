declare module 'snowball-stemmers' {
  /** The package is CommonJS and ships no types; this is the part used here (version 0.6.0). */
  const snowball: { newStemmer(algorithm: string): { stem(word: string): string } };
  export default snowball;
}

declare module 'eld/small' {
  /** The package's types hang behind its import condition, where TypeScript does not look for them (version 2.1.0). */
  export const eld: { detect(text: string): { readonly language: string; isReliable(): boolean } };
}
