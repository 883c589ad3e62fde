import { hash } from 'node:crypto';
import { Encrypter } from 'age-encryption';
import { InvalidBackupSettingsError } from '../backup.errors.js';

/** Characters of a recipient's fingerprint: enough to compare by eye. */
const FINGERPRINT_CHARACTERS = 16;

/** Whoever holds the identity of one of these can open a backup; this machine cannot. */
export class Recipients {
  private constructor(readonly all: readonly string[]) {}

  /**
   * @param text Separated by commas or white space; of any kind that age knows (X25519, hybrid post-quantum, tags).
   * @throws {InvalidBackupSettingsError} for anything else, above all for an identity, which must not be here.
   */
  static parse(text: string): Recipients {
    const all = [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))];
    for (const [index, recipient] of all.entries()) assertRecipient(recipient, index + 1);
    return new Recipients(all);
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  /** Hexadecimal beginnings of their SHA-256: tells them apart without printing two thousand characters. */
  get fingerprints(): string[] {
    return this.all.map((recipient) => hash('sha256', recipient).slice(0, FINGERPRINT_CHARACTERS));
  }
}

function assertRecipient(recipient: string, place: number): void {
  if (/^AGE-(SECRET-KEY|PLUGIN)-/i.test(recipient))
    throw new InvalidBackupSettingsError(
      `HEARTHLORE_BACKUP_RECIPIENTS: number ${place} is an identity, the secret half. Take it off this machine: ` +
        'whoever has it opens every backup. Set the recipient that begins with age1.',
    );
  try {
    new Encrypter().addRecipient(recipient);
  } catch (cause) {
    throw new InvalidBackupSettingsError(`HEARTHLORE_BACKUP_RECIPIENTS: number ${place} is no age recipient`, {
      cause,
    });
  }
}
