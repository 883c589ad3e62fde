import { detectLegacyCharset } from './legacy-charset.js';

const BYTE_ORDER_MARKS: readonly (readonly [label: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
/** Enough to tell UTF-16 from the rest: its Latin letters and spaces have a zero in every second byte. */
const UTF16_SAMPLE_BYTES = 4096;

/**
 * Text formats do not say their charset: byte order mark, then UTF-8 (which random bytes hardly ever are), then UTF-16
 * by its zero bytes, then what the file says of itself, then the more probable of the 8-bit charsets.
 * @param declared - Charset label that the file names itself (HTML's `<meta charset>`); ignored when unknown.
 */
export function decodeText(file: Uint8Array, declared?: string): string {
  for (const [label, mark] of BYTE_ORDER_MARKS) {
    if (mark.every((byte, index) => file[index] === byte)) return decode(file, label);
  }
  const utf16 = utf16ByteOrder(file);
  if (utf16 !== undefined) return decode(file, utf16);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return decode(file, knownLabel(declared) ?? detectLegacyCharset(file));
  }
}

function decode(file: Uint8Array, label: string): string {
  return new TextDecoder(label).decode(file);
}

function utf16ByteOrder(file: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const sample = file.subarray(0, UTF16_SAMPLE_BYTES);
  if (sample.length < 4) return undefined;
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2]! += 1;
  const [even = 0, odd = 0] = zeros;
  const enough = sample.length / 8;
  if (odd > enough && even * 8 < odd) return 'utf-16le';
  if (even > enough && odd * 8 < even) return 'utf-16be';
  return undefined;
}

function knownLabel(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    const { encoding } = new TextDecoder(label);
    // The bytes have just failed as UTF-8, and a file that declares UTF-16 in readable ASCII is not UTF-16.
    return encoding.startsWith('utf-') ? undefined : encoding;
  } catch {
    return undefined;
  }
}
