import { randomBytes } from '@hearthlore/crypto';
import { describe, expect, it } from 'vitest';
import { StretchingBusyError } from '../vault.errors.js';
import { PassphraseStretcher } from './passphrase-stretcher.js';

const salt = new Uint8Array(16).fill(7);

// Real stretching, eighteen times: seconds on a busy machine.
describe('stretching a passphrase', { timeout: 120_000 }, () => {
  it('is Argon2id and depends on passphrase, salt and parameters', async () => {
    const stretcher = new PassphraseStretcher();
    const all = [
      await stretcher.stretch('correct horse', salt, 2),
      await stretcher.stretch('correct house', salt, 2),
      await stretcher.stretch('correct horse', randomBytes(16), 2),
      await stretcher.stretch('correct horse', salt, 1),
    ].map((bytes) => Buffer.from(bytes).toString('hex'));
    expect(new Set(all).size).toBe(4);
    expect(Buffer.from(await stretcher.stretch('correct horse', salt, 2)).toString('hex')).toBe(all[0]);
  });

  it('refuses parameters that it does not know, as a downgrade would be', async () => {
    await expect(new PassphraseStretcher().stretch('x', salt, 0)).rejects.toThrow(RangeError);
  });

  it('turns the nineteenth away at once and serves the others', async () => {
    const stretcher = new PassphraseStretcher();
    const waiting = Array.from({ length: 18 }, () => stretcher.stretch('correct horse', salt, 2));
    await expect(stretcher.stretch('correct horse', salt, 2)).rejects.toThrow(StretchingBusyError);
    const settled = await Promise.allSettled(waiting);
    expect(settled.every(({ status }) => status === 'fulfilled')).toBe(true);
    await expect(stretcher.stretch('correct horse', salt, 2)).resolves.toHaveLength(32);
  });

  it('leaves room in the queue for others than the network that fills it', async () => {
    let network = '192.0.2.0/24';
    const stretcher = new PassphraseStretcher(() => network);
    const stretched = () => stretcher.stretch('correct horse', salt, 2);
    const admitted = Array.from({ length: 6 }, stretched);
    await expect(stretched()).rejects.toThrow(StretchingBusyError);
    network = '198.51.100.0/24';
    admitted.push(stretched());
    await expect(Promise.all(admitted)).resolves.toHaveLength(7);
  });
});
