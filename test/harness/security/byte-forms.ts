/** One way in which a secret can be written down. */
export interface ByteForm {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * The forms in which a secret would show in a file, a log or a memory image: as it is, in hex of either case, in UTF-16
 * of either byte order, and in base64 at each of the three places it can have in an encoded stream.
 */
export function byteForms(secret: string | Uint8Array): ByteForm[] {
  const raw = Buffer.from(secret);
  const wide = Buffer.from(raw.toString('latin1'), 'utf16le');
  return [
    { name: 'raw', bytes: raw },
    { name: 'hex', bytes: Buffer.from(raw.toString('hex')) },
    { name: 'HEX', bytes: Buffer.from(raw.toString('hex').toUpperCase()) },
    { name: 'utf-16le', bytes: wide },
    { name: 'utf-16be', bytes: Buffer.from(wide).swap16() },
    ...[0, 1, 2].map((offset) => ({ name: `base64+${offset}`, bytes: base64At(raw, offset, 'base64') })),
    ...[0, 1, 2].map((offset) => ({ name: `base64url+${offset}`, bytes: base64At(raw, offset, 'base64url') })),
  ];
}

/** The letters of the encoding that depend on the secret alone, whatever stands before and after it. */
function base64At(raw: Buffer, offset: number, encoding: 'base64' | 'base64url'): Buffer {
  const encoded = Buffer.concat([Buffer.alloc(offset), raw])
    .toString(encoding)
    .replace(/=+$/, '');
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor(((offset + raw.length) * 8) / 6);
  return Buffer.from(encoded.slice(first, last));
}
