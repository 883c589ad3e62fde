import { PASSWORD_SALT_BYTES, randomBytes } from '@hearthlore/crypto';
import type { PassphraseStretcher } from '@hearthlore/vault';
import { ScureBase32Plugin } from 'otplib';

const CODES = 10;
/** 80 bits: nobody guesses one, and sixteen letters are still typed without a mistake. */
const CODE_BYTES = 10;
/** Argon2id with 64 MiB, the floor: enough for codes that are random (security.md of the design, §3). */
const STRETCHING = 2;
/** RFC 4648 base32. */
const FORM = /^[a-z2-7]{16}$/;

/** One-time codes for the day the authenticator app is gone. */
export class BackupCodes {
  constructor(private readonly stretcher: Pick<PassphraseStretcher, 'stretch'>) {}

  /** @returns The codes as people write them down, shown once, and what is kept of them. */
  async make(): Promise<{ codes: string[]; kept: { salt: Uint8Array; hashes: Uint8Array[] } }> {
    const salt = randomBytes(PASSWORD_SALT_BYTES);
    const codes: string[] = [];
    const hashes: Uint8Array[] = [];
    // One after the other: ten at once would fill the queue that sign-ins wait in.
    for (let made = 0; made < CODES; made += 1) {
      const code = new ScureBase32Plugin().encode(randomBytes(CODE_BYTES), { padding: false }).toLowerCase();
      codes.push(code.replaceAll(/(.{4})(?=.)/g, '$1-'));
      hashes.push(await this.stretcher.stretch(code, salt, STRETCHING));
    }
    return { codes, kept: { salt, hashes } };
  }

  /** @returns What the code would be kept as, or `undefined` for what cannot be one. @throws {StretchingBusyError} */
  async hash(written: string, salt: Uint8Array): Promise<Uint8Array | undefined> {
    const code = written.toLowerCase().replaceAll(/[\s-]/g, '');
    return FORM.test(code) ? this.stretcher.stretch(code, salt, STRETCHING) : undefined;
  }
}
