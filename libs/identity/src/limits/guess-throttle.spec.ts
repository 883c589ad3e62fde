import { RecordingAuditLog } from '@hearthlore/audit/testing';
import { randomBytes } from '@hearthlore/crypto';
import { AppError } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { StretchingBusyError } from '@hearthlore/vault';
import { beforeEach, describe, expect, it } from 'vitest';
import { AccountNotActiveError, InvalidCredentialsError, InviteNotFoundError } from '../identity.errors.js';
import { WrongRecoveryKeyError } from '../recovery/recovery.errors.js';
import { InMemoryThrottleStore } from '../testing/in-memory-throttle-store.js';
import { type Guess, GuessThrottle } from './guess-throttle.js';
import { type KnownDevice, KnownDevices } from './known-devices.js';
import { RateLimitedError } from './limits.errors.js';

const key = randomBytes(32);
const [ada, ben] = [randomBytes(32), randomBytes(32)];
const HOME = '192.0.2.0/24';
const devices = new KnownDevices(key);

let clock: ManualClock;
let store: InMemoryThrottleStore;
let throttle: GuessThrottle;
let audit: RecordingAuditLog;
beforeEach(() => {
  clock = new ManualClock();
  store = new InMemoryThrottleStore();
  audit = new RecordingAuditLog();
  throttle = new GuessThrottle(store, devices, key, clock, { record: (event) => audit.append(event) });
});

const at = (subject: Uint8Array, network = HOME, device?: KnownDevice): Guess => ({
  at: 'account',
  subject,
  from: { network, device },
});
const secret = (network = HOME, device?: KnownDevice): Guess => ({ at: 'secret', from: { network, device } });
const deviceOf = (subject: Uint8Array): KnownDevice => {
  const device = devices.parse(devices.mark(undefined, subject));
  if (device === undefined) throw new Error('a fresh mark parses');
  return device;
};

/** @returns What became of it: `in`, the code of the refusal, or `limited` with the seconds to wait. */
async function tries(guess: Guess, error?: Error): Promise<string> {
  try {
    await throttle.attempt(guess, () => (error ? Promise.reject(error) : Promise.resolve()));
    return 'in';
  } catch (thrown) {
    if (thrown instanceof RateLimitedError) return `limited ${thrown.retryAfterSeconds}`;
    return thrown instanceof AppError ? thrown.code : 'failed';
  }
}
const guesses = (guess: Guess) => tries(guess, new InvalidCredentialsError());
async function guessesTimes(times: number, guess: (n: number) => Guess): Promise<string[]> {
  const outcomes: string[] = [];
  for (let n = 0; n < times; n += 1) outcomes.push(await guesses(guess(n)));
  return outcomes;
}
const WRONG = 'auth.invalid-credentials';
const elsewhere = (n: number): string => `203.0.${n}.0/24`;

describe('guessing at one account', () => {
  it('is free five times, then waits twice as long each time, up to a quarter of an hour', async () => {
    expect(await guessesTimes(6, (n) => at(ada, elsewhere(n)))).toEqual(Array(6).fill(WRONG));
    for (const wait of [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      expect(await guesses(at(ada, elsewhere(100)))).toBe(`limited ${wait}`);
      expect(await tries(at(ada, elsewhere(101)))).toBe(`limited ${wait}`);
      clock.advance(wait * 1000);
      expect(await guesses(at(ada, elsewhere(102 + wait)))).toBe(WRONG);
    }
  });

  it('counts guesses that come at once before it looks at any', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, n) => guesses(at(ada, elsewhere(n)))));
    expect(outcomes.filter((outcome) => outcome === WRONG)).toHaveLength(6);
  });

  it('holds nobody up at another account', async () => {
    await guessesTimes(9, (n) => at(ada, elsewhere(n)));
    expect(await tries(at(ben, elsewhere(200)))).toBe('in');
  });

  it('holds no device up that the member has signed in with', async () => {
    await guessesTimes(9, (n) => at(ada, elsewhere(n)));
    const known = deviceOf(ada);
    expect(await tries(at(ada, HOME, known))).toBe('in');
    expect(await guessesTimes(6, () => at(ada, HOME, known))).toEqual(Array(6).fill(WRONG));
    expect(await guesses(at(ada, HOME, known))).toBe('limited 2');
    expect(await guesses(at(ada, HOME, deviceOf(ada)))).toBe(WRONG);
  });

  it('is not helped by a device that another member is known on', async () => {
    await guessesTimes(9, (n) => at(ada, elsewhere(n)));
    expect(await tries(at(ada, HOME, deviceOf(ben)))).toMatch(/^limited/);
  });

  it('is not forgiven because somebody got it right on an unknown device', async () => {
    await guessesTimes(5, (n) => at(ada, elsewhere(n)));
    expect(await tries(at(ada, HOME))).toBe('in');
    expect(await guesses(at(ada, elsewhere(99)))).toBe(WRONG);
    expect(await guesses(at(ada, elsewhere(98)))).toBe('limited 2');
  });

  it('is forgiven on the known device that got it right', async () => {
    const known = deviceOf(ada);
    await guessesTimes(5, () => at(ada, HOME, known));
    expect(await tries(at(ada, HOME, known))).toBe('in');
    expect(await guessesTimes(6, () => at(ada, HOME, known))).toEqual(Array(6).fill(WRONG));
  });
});

describe('guessing from one network', () => {
  it('is stopped after twenty, whatever was guessed, and holds up neighbours and known devices elsewhere not', async () => {
    const accounts = Array.from({ length: 10 }, () => randomBytes(32));
    const outcomes = await guessesTimes(10, (n) => at(accounts[n] ?? ada));
    for (let n = 0; n < 10; n += 1) outcomes.push(await tries(secret(), new InviteNotFoundError()));
    expect(outcomes.filter((outcome) => outcome.startsWith('limited'))).toEqual([]);
    expect(await tries(at(ben))).toMatch(/^limited/);
    expect(await tries(secret())).toMatch(/^limited/);
    expect(await tries(at(ben, '198.51.100.0/24'))).toBe('in');
    expect(await tries(at(ben, HOME, deviceOf(ben)))).toBe('in');
    expect(await tries(secret(HOME, deviceOf(ben)))).toBe('in');
  });

  it('is stopped at recovery keys as well, each of which would be stretched for and written down', async () => {
    for (let n = 0; n < 20; n += 1)
      expect(await tries(secret(), new WrongRecoveryKeyError())).toBe('recovery-key.wrong');
    expect(await tries(secret(), new WrongRecoveryKeyError())).toMatch(/^limited/);
  });

  it('writes nothing more once it is stopped', async () => {
    await guessesTimes(20, () => at(randomBytes(32)));
    const { size } = store;
    await guessesTimes(200, () => at(randomBytes(32)));
    expect(store.size).toBe(size);
  });
});

describe('guessing from everywhere', () => {
  it('is stopped after a hundred in a minute, and known devices come in', async () => {
    const outcomes = await guessesTimes(150, (n) => at(randomBytes(32), elsewhere(n)));
    expect(outcomes.filter((outcome) => outcome === WRONG)).toHaveLength(100);
    expect(await tries(at(ada, HOME))).toMatch(/^limited/);
    expect(await tries(at(ada, HOME, deviceOf(ada)))).toBe('in');
    clock.advance(2 * 60_000);
    expect(await tries(at(ada, HOME))).toBe('in');
  });
});

describe('what is no guess', () => {
  it.each([
    ['a full queue', new StretchingBusyError()],
    ['an account that is not active, told after the right passphrase', new AccountNotActiveError('disabled')],
    ['a failure', new Error('database')],
  ])('is not counted: %s', async (_, error) => {
    for (let n = 0; n < 30; n += 1) await tries(at(ada), error);
    expect(await tries(at(ada))).toBe('in');
  });

  it('is a right one: a family signs in as often as it likes', async () => {
    for (let n = 0; n < 150; n += 1) expect(await tries(at(ada))).toBe('in');
  });
});

describe('the audit log', () => {
  it('hears of every wrong passphrase once, and of nothing that was held up', async () => {
    await guessesTimes(9, (n) => at(ada, elsewhere(n)));
    await tries(at(ben));
    await tries(secret(), new InviteNotFoundError());
    expect(audit.events).toEqual(Array(6).fill({ action: 'session.refused', result: 'refused' }));
  });
});

describe('asking for the passphrase once more', () => {
  it('is stopped after five wrong ones in a session, and in no other', async () => {
    const outcomes = await guessesTimes(6, () => ({ at: 'session', session: 'one' }));
    expect(outcomes.filter((outcome) => outcome === WRONG)).toHaveLength(5);
    expect(await tries({ at: 'session', session: 'one' })).toMatch(/^limited/);
    expect(await tries({ at: 'session', session: 'two' })).toBe('in');
  });
});
