const SAMPLE_BYTES = 64 * 1024;
/** Control characters other than those of layout (and the escape of old printers) are hardly ever in a text. */
const CONTROL_SHARE = 0.005;
const LAYOUT = new Set(['\t', '\n', '\r', '\f', '\x1b']);

/**
 * @returns The start of a text file, good enough to see its markup by (letters beyond ASCII may be wrong), or
 * `undefined` for bytes that are no text in any charset.
 */
export function readableText(file: Uint8Array): string | undefined {
  const sample = file.subarray(0, SAMPLE_BYTES);
  const text = decoder(sample).decode(sample);
  let control = 0;
  for (const character of text) {
    if (character === '\0') return undefined;
    if (character < ' ' && !LAYOUT.has(character)) control += 1;
  }
  return control > text.length * CONTROL_SHARE ? undefined : text;
}

function decoder(sample: Uint8Array): TextDecoder {
  if (sample[0] === 0xff && sample[1] === 0xfe) return new TextDecoder('utf-16le');
  if (sample[0] === 0xfe && sample[1] === 0xff) return new TextDecoder('utf-16be');
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  // UTF-16 without a mark: Latin letters and spaces have a zero in every second byte, always the same one.
  if (odd * 8 > sample.length && even * 8 < odd) return new TextDecoder('utf-16le');
  if (even * 8 > sample.length && odd * 8 < even) return new TextDecoder('utf-16be');
  return new TextDecoder('windows-1252');
}
