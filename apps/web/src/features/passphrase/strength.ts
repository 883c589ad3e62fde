import { type ZxcvbnFactory } from '@zxcvbn-ts/core';

/** What the server asks of a passphrase too (NIST SP 800-63B: length first). */
export const MIN_LENGTH = 15;

/** Powers of ten that a guesser needs: the server takes nothing below the first. */
const ENOUGH = 14;
const PLENTY = 17;

export interface Strength {
  /** Bars of the meter, 0 to 4. */
  readonly bars: number;
  readonly level: 'short' | 'weak' | 'fair' | 'strong';
}

/** Characters the estimate looks at; it takes long for more. */
const EXAMINED = 128;

/** The word lists are large and only needed where a passphrase is chosen. */
let estimator: Promise<ZxcvbnFactory> | undefined;

async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Factory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new Factory({
    graphs: common.adjacencyGraphs,
    dictionary: { ...common.dictionary, ...english.dictionary },
  });
}

/** @param about Words an attacker knows, such as the member's name and e-mail address. */
export async function measureStrength(passphrase: string, about: readonly string[]): Promise<Strength> {
  if (passphrase.length < MIN_LENGTH) return { bars: 0, level: 'short' };
  estimator ??= loadEstimator();
  const { guessesLog10 } = (await estimator).check(passphrase.normalize('NFKC').slice(0, EXAMINED), [...about]);
  if (guessesLog10 < ENOUGH) return { bars: 1, level: 'weak' };
  return guessesLog10 < PLENTY ? { bars: 3, level: 'fair' } : { bars: 4, level: 'strong' };
}
