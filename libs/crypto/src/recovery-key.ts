import { createHash } from 'node:crypto';
import { UnreadableRecoveryKeyError } from './recovery-key.errors.js';
import { deriveSubkey, KEY_BYTES } from './key-material.js';

/** Crockford's base 32: no I, L, O, U, so that a handwritten key survives. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SYMBOLS = 52;
const GROUP = 4;
const WRITTEN = new RegExp(`^[${ALPHABET}]{${SYMBOLS + 2}}$`);

/** @returns 13 groups of four and a check group of two, joined by hyphens. */
export function formatRecoveryKey(key: Uint8Array): string {
  const body = toBase32(key);
  const groups = body.match(new RegExp(`.{${GROUP}}`, 'g')) ?? [];
  return [...groups, checkGroup(key)].join('-');
}

/**
 * Reads a key as people type it: any case, spaces or hyphens anywhere, O for 0, I and L for 1.
 *
 * @throws {UnreadableRecoveryKeyError} where it is mistyped, as the check group tells; a well-formed wrong key passes.
 */
export function parseRecoveryKey(text: string): Uint8Array {
  const symbols = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (!WRITTEN.test(symbols)) {
    throw new UnreadableRecoveryKeyError();
  }
  const key = fromBase32(symbols.slice(0, SYMBOLS));
  if (toBase32(key) !== symbols.slice(0, SYMBOLS) || checkGroup(key) !== symbols.slice(SYMBOLS)) {
    throw new UnreadableRecoveryKeyError();
  }
  return key;
}

/** Finds the slot without the master key, so that losing the master key is survivable. */
export function recoveryLocator(key: Uint8Array): Uint8Array {
  return deriveSubkey(key, 'hearthlore/v1/locator');
}

function checkGroup(key: Uint8Array): string {
  const digest = createHash('sha256').update('hearthlore/v1/recovery-check').update(key).digest();
  return symbolAt(digest.readUInt16BE(0) >> 11) + symbolAt((digest.readUInt16BE(0) >> 6) & 31);
}

function toBase32(bytes: Uint8Array): string {
  let bits = 0;
  let held = 0;
  let text = '';
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += symbolAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + symbolAt((held << (5 - bits)) & 31);
}

function fromBase32(text: string): Uint8Array {
  const bytes = new Uint8Array(KEY_BYTES);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const symbol of text) {
    held = (held << 5) | ALPHABET.indexOf(symbol);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
      held &= (1 << bits) - 1;
    }
  }
  return bytes;
}

const symbolAt = (value: number): string => ALPHABET.charAt(value);
