const MOST_CHARACTERS = 60;
const MOST_BYTES = 160;
const ID_SHOWN = 8;

/**
 * A title as part of a file name that every system takes. What is neither letter, mark, digit nor plain sign is left
 * out, so that no title leads out of a folder, hides its ending or turns the direction of the line.
 *
 * @param id Tells apart what has the same title.
 */
export function entryName(title: string, id: string): string {
  const plain = title
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N} _-]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  let name = Array.from(plain).slice(0, MOST_CHARACTERS).join('').trim();
  while (Buffer.byteLength(name) > MOST_BYTES) name = Array.from(name).slice(0, -1).join('').trim();
  return `${name === '' ? 'Untitled' : name} (${id.slice(0, ID_SHOWN)})`;
}
