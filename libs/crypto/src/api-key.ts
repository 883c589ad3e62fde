import { crc32 } from 'node:zlib';
import { KEY_BYTES, randomBytes } from './key-material.js';

/** Digits, capitals, small letters: the order of GitHub's tokens, whose form this one follows. */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(ALPHABET.length);
const KEY_ID_SYMBOLS = 12;
/** 62^43 is just above 2^256. */
const SECRET_SYMBOLS = 43;
/** 62^6 is above 2^32. */
const CHECK_SYMBOLS = 6;
/** Bytes from here on would make some symbols of a key id likelier than others. */
const UNBIASED = 256 - (256 % ALPHABET.length);
const FORM = /^(hlk_([0-9A-Za-z]{12})_([0-9A-Za-z]{43}))([0-9A-Za-z]{6})$/;

/** What a program shows: which key, and the secret that opens what the key may open. */
export interface ApiKeyToken {
  /** 12 symbols, stored in clear: it looks the key up. */
  readonly keyId: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

export function newApiKeyToken(): ApiKeyToken {
  return { keyId: randomSymbols(KEY_ID_SYMBOLS), secret: randomBytes(KEY_BYTES) };
}

/** @returns `hlk_<id 12>_<secret 43><check 6>`: 67 characters, found by anybody who scans for leaked secrets. */
export function formatApiKey({ keyId, secret }: ApiKeyToken): string {
  const body = `hlk_${keyId}_${toBase62(BigInt(`0x${Buffer.from(secret).toString('hex')}`), SECRET_SYMBOLS)}`;
  return body + checkOf(body);
}

/**
 * Reads a key that a program shows. A slip is told by the CRC-32 at its end without a look into the database.
 *
 * @returns `undefined` for anything that {@link formatApiKey} cannot have written.
 */
export function parseApiKey(text: string): ApiKeyToken | undefined {
  const [, body = '', keyId = '', written = '', check] = FORM.exec(text) ?? [];
  if (check === undefined || checkOf(body) !== check) return undefined;
  const value = fromBase62(written);
  if (value >> BigInt(8 * KEY_BYTES) !== 0n) return undefined;
  const hex = value.toString(16).padStart(2 * KEY_BYTES, '0');
  return { keyId, secret: new Uint8Array(Buffer.from(hex, 'hex')) };
}

const checkOf = (body: string): string => toBase62(BigInt(crc32(body)), CHECK_SYMBOLS);

function randomSymbols(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(2 * length)) {
      if (byte < UNBIASED && text.length < length) text += symbolAt(byte % ALPHABET.length);
    }
  }
  return text;
}

function toBase62(value: bigint, length: number): string {
  let text = '';
  for (let left = value; text.length < length; left /= BASE) text = symbolAt(Number(left % BASE)) + text;
  return text;
}

function fromBase62(text: string): bigint {
  let value = 0n;
  for (const symbol of text) value = value * BASE + BigInt(ALPHABET.indexOf(symbol));
  return value;
}

const symbolAt = (value: number): string => ALPHABET.charAt(value);
