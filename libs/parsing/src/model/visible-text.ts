/**
 * Characters that a person does not see but a language model reads: zero-width and bidirectional controls, soft hyphens,
 * filler letters, variation selectors, tags (all "default ignorable", Unicode UAX #44), private use and interlinear
 * annotation. They carry hidden instructions ("ASCII smuggling" by U+E0000 tags and variation selectors) and split words
 * so that a search misses them. Joiners are the exception, below.
 */
const INVISIBLE = /(?![\u200c\u200d])[\p{Default_Ignorable_Code_Point}\p{Private_Use}\ufff9-\ufffb]/gu;

/** Persian and the scripts of India spell with joiners between letters; anywhere else a joiner only hides. */
const IDLE_JOINER =
  /(?<![\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Oriya}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}])[\u200c\u200d]+/gu;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
// oxlint-disable-next-line no-control-regex -- these are what is removed
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** @returns What a reader sees: composed (NFC), without hidden characters, every line break a `\n`. */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(CONTROL, '')
    .replace(INVISIBLE, '')
    .replace(IDLE_JOINER, '')
    .normalize('NFC');
}

/** @returns The text as one line: every run of white space is one space. */
export function singleLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
