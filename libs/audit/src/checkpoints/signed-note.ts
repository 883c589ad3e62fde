import type { NoteSigner, NoteVerifier } from './note-key.js';

/** More than any log of a family is ever countersigned. The format asks for at least 16. */
const MAX_SIGNATURES = 100;
const MAX_LENGTH = 65_536;
const SIGNATURE_LINE = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/;
const KEY_ID_BYTES = 4;

/** What a note is worth to whoever has one key: signed by it, by others alone, wrongly, or no note at all. */
export type NoteStanding = 'signed' | 'unknown-key' | 'forged' | 'malformed';

/** Signs a text in the form of C2SP signed-note. @param text Ends in a newline. */
export function signNote(text: string, signer: NoteSigner): string {
  const { name, keyId } = signer.verifier;
  return `${text}\n— ${name} ${Buffer.concat([keyId, signer.sign(text)]).toString('base64')}\n`;
}

/** The text of a note without a look at its signatures. @returns `undefined` where this is no note. */
export function noteText(note: string, maxLength = MAX_LENGTH): string | undefined {
  return split(note, maxLength)?.text;
}

/** Signatures of keys that are not known are left aside; a wrong one of the known key condemns the whole note. */
export function noteStanding(note: string, verifier: NoteVerifier, maxLength = MAX_LENGTH): NoteStanding {
  const parts = split(note, maxLength);
  if (parts === undefined) return 'malformed';
  let standing: NoteStanding = 'unknown-key';
  for (const line of parts.signatures) {
    const [, name, encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
    const bytes = Buffer.from(encoded, 'base64');
    if (name === undefined || bytes.length <= KEY_ID_BYTES) return 'malformed';
    if (name !== verifier.name || !bytes.subarray(0, KEY_ID_BYTES).equals(verifier.keyId)) continue;
    if (!verifier.isSignature(parts.text, bytes.subarray(KEY_ID_BYTES))) return 'forged';
    standing = 'signed';
  }
  return standing;
}

function split(
  note: string,
  maxLength: number,
): { readonly text: string; readonly signatures: readonly string[] } | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 1 || note.length > maxLength || !note.endsWith('\n')) return undefined;
  const signatures = note.slice(end + 2, -1).split('\n');
  if (signatures.length > MAX_SIGNATURES || signatures[0] === '') return undefined;
  return { text: note.slice(0, end + 1), signatures };
}
