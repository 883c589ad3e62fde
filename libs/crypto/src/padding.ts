import { UnreadableCiphertextError } from './crypto.errors.js';

/** Records grow in steps of this many bytes, so that a stolen database tells sizes only coarsely. */
export const PADDING_STEP_BYTES = 256;

const LENGTH_BYTES = 4;

/** @returns u32 length ‖ plaintext ‖ zeros, a multiple of {@link PADDING_STEP_BYTES}. */
export function pad(plaintext: Uint8Array): Uint8Array {
  const size = Math.ceil((plaintext.length + LENGTH_BYTES) / PADDING_STEP_BYTES) * PADDING_STEP_BYTES;
  const padded = Buffer.alloc(size);
  padded.writeUInt32BE(plaintext.length);
  padded.set(plaintext, LENGTH_BYTES);
  return padded;
}

export function unpad(padded: Uint8Array): Uint8Array {
  if (padded.length < LENGTH_BYTES) throw new UnreadableCiphertextError();
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (length > padded.length - LENGTH_BYTES) throw new UnreadableCiphertextError();
  return padded.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
}
