import { Decrypter, Encrypter } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { AgePassphraseIdentity, AgePassphraseRecipient } from './age-passphrase.js';

const PASSPHRASE = 'ünder the stairs 7';
const TEXT = 'what is in it';
const encrypt = (recipient: AgePassphraseRecipient): Promise<Uint8Array> => {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(TEXT);
};
const decrypt = (file: Uint8Array, passphrase: string): Promise<string> => {
  const decrypter = new Decrypter();
  decrypter.addIdentity(new AgePassphraseIdentity(passphrase));
  return decrypter.decrypt(file, 'text');
};

describe('a passphrase of age', () => {
  it('seals what age itself opens, with this passphrase alone', async () => {
    const file = await encrypt(new AgePassphraseRecipient(PASSPHRASE, 12));
    const decrypter = new Decrypter();
    decrypter.addPassphrase(PASSPHRASE);
    await expect(decrypter.decrypt(file, 'text')).resolves.toBe(TEXT);
    const wrong = new Decrypter();
    wrong.addPassphrase(`${PASSPHRASE} `);
    await expect(wrong.decrypt(file, 'text')).rejects.toThrow('no identity matched');
  });

  it('opens what age itself sealed, with this passphrase alone', async () => {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(PASSPHRASE);
    encrypter.setScryptWorkFactor(12);
    const file = await encrypter.encrypt(TEXT);
    await expect(decrypt(file, PASSPHRASE)).resolves.toBe(TEXT);
    await expect(decrypt(file, 'another')).rejects.toThrow('no identity matched');
  });

  it('takes as much work as age does unless told otherwise', async () => {
    const file = await encrypt(new AgePassphraseRecipient(PASSPHRASE));
    expect(Buffer.from(file).toString('latin1')).toMatch(/\n-> scrypt [A-Za-z0-9+/]{22} 18\n/);
    await expect(decrypt(file, PASSPHRASE)).resolves.toBe(TEXT);
  });

  it('spends no memory on a file that asks for much of it', async () => {
    const file = Buffer.from(await encrypt(new AgePassphraseRecipient(PASSPHRASE, 12))).toString('latin1');
    for (const factor of ['21', '40', '012', '-1', 'x']) {
      const hostile = Buffer.from(file.replace(/(-> scrypt \S+) 12\n/, `$1 ${factor}\n`), 'latin1');
      await expect(decrypt(hostile, PASSPHRASE)).rejects.toThrow('no identity matched');
    }
  });
});
