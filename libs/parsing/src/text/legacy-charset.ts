const SAMPLE_BYTES = 64 * 1024;
/** Share of a text's high bytes that are lower-case Cyrillic letters when it is read in the right Cyrillic charset. */
const CYRILLIC_SHARE = 0.6;

/**
 * Tells windows-1251 and koi8-r from windows-1252 by where the lower-case letters lie: Cyrillic prose consists of bytes
 * above 0x7f, most of them lower case (0xe0–0xff in windows-1251, 0xc0–0xdf in koi8-r); in a Western text they are
 * single accented letters between ASCII ones.
 */
export function detectLegacyCharset(file: Uint8Array): 'windows-1251' | 'koi8-r' | 'windows-1252' {
  const sample = file.subarray(0, SAMPLE_BYTES);
  let high = 0;
  let upperRange = 0;
  let lowerRange = 0;
  let neighbours = 0;
  for (const [index, byte] of sample.entries()) {
    if (byte < 0x80) continue;
    high += 1;
    if (byte >= 0xe0) upperRange += 1;
    else if (byte >= 0xc0) lowerRange += 1;
    if ((sample[index - 1] ?? 0) >= 0x80) neighbours += 1;
  }
  if (high === 0 || neighbours / high < 0.5) return 'windows-1252';
  if (upperRange / high >= CYRILLIC_SHARE) return 'windows-1251';
  return lowerRange / high >= CYRILLIC_SHARE ? 'koi8-r' : 'windows-1252';
}
