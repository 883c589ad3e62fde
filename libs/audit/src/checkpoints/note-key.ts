import { hash } from 'node:crypto';
import { isNoteSignature, KEY_BYTES, notePublicKey, signNoteText } from '@hearthlore/crypto';

/** Signature type byte of Ed25519 (C2SP signed-note, "Signature types"). */
const ED25519 = 1;
const KEY_ID_BYTES = 4;

/** Verifies the signatures of one named key, and finds them among others. */
export class NoteVerifier {
  readonly keyId: Uint8Array;

  constructor(
    readonly name: string,
    private readonly publicKey: Uint8Array,
  ) {
    this.keyId = keyIdOf(name, publicKey);
  }

  /** @returns The verifier that a text `<name>+<key id>+<key>` describes, or `undefined` where it describes none. */
  static parse(text: string): NoteVerifier | undefined {
    const [, name = '', id = '', encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text) ?? [];
    const key = new Uint8Array(Buffer.from(encoded, 'base64'));
    if (key[0] !== ED25519 || key.length !== 1 + KEY_BYTES) return undefined;
    const verifier = new NoteVerifier(name, key.slice(1));
    return Buffer.from(verifier.keyId).toString('hex') === id ? verifier : undefined;
  }

  isSignature(text: string, signature: Uint8Array): boolean {
    return isNoteSignature(this.publicKey, Buffer.from(text, 'utf8'), signature);
  }

  /** What to hand to whoever checks the signatures (C2SP signed-note, "Verifier keys"). */
  toString(): string {
    const key = Buffer.concat([Uint8Array.of(ED25519), this.publicKey]).toString('base64');
    return `${this.name}+${Buffer.from(this.keyId).toString('hex')}+${key}`;
  }
}

/** Signs notes under a name; made from the installation's signing seed. */
export class NoteSigner {
  readonly verifier: NoteVerifier;

  constructor(
    name: string,
    private readonly seed: Uint8Array,
  ) {
    this.verifier = new NoteVerifier(name, notePublicKey(seed));
  }

  /** @returns 64 bytes over the whole text, its last newline included. */
  sign(text: string): Uint8Array {
    return signNoteText(this.seed, Buffer.from(text, 'utf8'));
  }
}

function keyIdOf(name: string, publicKey: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(ED25519), publicKey]);
  return new Uint8Array(hash('sha256', named, 'buffer')).slice(0, KEY_ID_BYTES);
}
