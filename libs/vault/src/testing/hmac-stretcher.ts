import { lookupHash, passphraseBytes } from '@hearthlore/crypto';
import { PassphraseStretcher } from '../passphrase/passphrase-stretcher.js';

/** Stretches nothing: one HMAC, for the tests that sign in tens of thousands of times. Never for the product. */
export class HmacStretcher extends PassphraseStretcher {
  override async stretch(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
    return lookupHash(salt, Buffer.from(passphraseBytes(passphrase)).toString('hex'));
  }
}
