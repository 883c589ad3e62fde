import { AgePassphraseRecipient } from '@hearthlore/crypto';
import { Encrypter } from 'age-encryption';

/** The stream as an age file for this passphrase. */
export async function* encryptWithPassphrase(
  stream: AsyncIterable<Uint8Array>,
  passphrase: string,
): AsyncGenerator<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(new AgePassphraseRecipient(passphrase));
  const encrypted = await encrypter.encrypt(ReadableStream.from(stream));
  for await (const chunk of encrypted) yield chunk;
}
