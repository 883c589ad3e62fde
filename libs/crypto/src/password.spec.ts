import { hkdfSync } from 'node:crypto';
import { newId, type UserId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { newKey } from './key-material.js';
import { derivePasswordKeys, PASSWORD_STRETCHING, passphraseBytes } from './password.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('keys from a passphrase', () => {
  const stretched = newKey();
  const pepper = newKey();
  const member = newId<UserId>();

  it('are HKDF with the pepper as salt', () => {
    const keys = derivePasswordKeys(stretched, pepper, member);
    expect(hex(keys.keyEncryptionKey)).toBe(
      hex(new Uint8Array(hkdfSync('sha256', stretched, pepper, 'hearthlore/v1/kek', 32))),
    );
  });

  it('need passphrase and pepper both, and the verifier belongs to one member', () => {
    const keys = derivePasswordKeys(stretched, pepper, member);
    const others = [derivePasswordKeys(newKey(), pepper, member), derivePasswordKeys(stretched, newKey(), member)];
    for (const other of others) {
      expect(hex(other.verifier)).not.toBe(hex(keys.verifier));
      expect(hex(other.keyEncryptionKey)).not.toBe(hex(keys.keyEncryptionKey));
    }
    expect(hex(derivePasswordKeys(stretched, pepper, newId<UserId>()).verifier)).not.toBe(hex(keys.verifier));
    expect(hex(keys.verifier)).not.toBe(hex(keys.keyEncryptionKey));
  });

  it('do not depend on how a keyboard composes letters', () => {
    expect(hex(passphraseBytes('cafe\u0301'))).toBe(hex(passphraseBytes('caf\u00e9')));
  });

  it('never stretch below 64 MiB, three passes, four lanes', () => {
    for (const { memoryKiB, passes, lanes } of PASSWORD_STRETCHING.values()) {
      expect(memoryKiB).toBeGreaterThanOrEqual(65_536);
      expect(passes).toBeGreaterThanOrEqual(3);
      expect(lanes).toBeGreaterThanOrEqual(4);
    }
  });
});
