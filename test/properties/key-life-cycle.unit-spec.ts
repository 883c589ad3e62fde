import assert from 'node:assert/strict';
import { RecordType, wipe } from '@hearthlore/crypto';
import { newId, type PasskeyId, type RecordSetId, type SessionId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newAuthBundle } from '../../libs/vault/src/install/install-bundles.js';
import { ProgramKeys } from '../../libs/vault/src/programs/program-keys.js';
import { RecordSets } from '../../libs/vault/src/records/record-sets.js';
import { Resealing } from '../../libs/vault/src/records/resealing.js';
import { SessionKeys } from '../../libs/vault/src/sessions/session-keys.js';
import { HmacStretcher } from '../../libs/vault/src/testing/hmac-stretcher.js';
import { InMemoryApiKeyStore } from '../../libs/vault/src/testing/in-memory-api-key-store.js';
import { InMemoryKeySlotStore } from '../../libs/vault/src/testing/in-memory-key-slot-store.js';
import { InMemoryRecordSetStore } from '../../libs/vault/src/testing/in-memory-record-set-store.js';
import { InMemorySessionStore } from '../../libs/vault/src/testing/in-memory-session-store.js';
import { RecordsTamperedError, SessionRevokedError } from '../../libs/vault/src/vault.errors.js';
import { DataKeys } from '../../libs/vault/src/unlocking/data-keys.js';
import { KeyCache } from '../../libs/vault/src/unlocking/key-cache.js';
import { MemberKeys } from '../../libs/vault/src/unlocking/member-keys.js';
import { MemberVault } from '../../libs/vault/src/unlocking/member-vault.js';
import { PasskeyKeys } from '../../libs/vault/src/unlocking/passkey-keys.js';
import { RecoveryKeys } from '../../libs/vault/src/unlocking/recovery-keys.js';
import { SelfRecords } from '../../libs/vault/src/unlocking/self-records.js';

/** HEARTHLORE_PROPERTY_RUNS=10000 is the long run; everything but the stretching of passphrases is the real thing. */
const RUNS = Number(process.env['HEARTHLORE_PROPERTY_RUNS'] ?? 60);

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const text = (content: Uint8Array | undefined): string => Buffer.from(content ?? []).toString();

/** What must be true of an account, whatever happened to it: what opens it, and what did once. */
interface Model {
  passphrase: string;
  recoveryKey: string;
  readonly refreshTokens: string[];
  readonly programKeys: string[];
  readonly passkeys: { readonly id: PasskeyId; readonly secret: Uint8Array; readonly wrapped: Uint8Array }[];
  readonly contents: Map<RecordSetId, string>;
  readonly dead: {
    readonly passphrases: string[];
    readonly recoveryKeys: string[];
    readonly refreshTokens: string[];
    readonly programKeys: string[];
    readonly passkeys: Model['passkeys'][number][];
  };
  steps: number;
}

/** One member over the real keys, with stores in memory. */
class Account {
  readonly ownerId = newId<UserId>();
  readonly clock = new ManualClock();
  readonly auth = newAuthBundle();
  readonly slots = new InMemoryKeySlotStore();
  readonly records = new InMemoryRecordSetStore();
  readonly cache = new KeyCache(this.clock);
  readonly member = new MemberKeys(this.slots, this.records, new HmacStretcher(), this.auth);
  readonly recovery = new RecoveryKeys(this.slots);
  readonly sessions = new SessionKeys(new InMemorySessionStore(), this.auth, this.clock);
  readonly self = new SelfRecords(this.slots, this.records);
  readonly programs = new ProgramKeys(new InMemoryApiKeyStore(), this.self, this.auth, this.clock);
  readonly passkeys = new PasskeyKeys(this.auth, this.clock);
  readonly sets = new RecordSets(this.records);
  readonly dataKeys = new DataKeys(this.records, this.cache);
  readonly resealing = new Resealing(this.records, this.sets, this.dataKeys);

  async vaultBy(userRootKey: Uint8Array): Promise<MemberVault> {
    const vault = new MemberVault(this.ownerId, newId<SessionId>(), await this.member.open(this.ownerId, userRootKey));
    this.cache.put(vault);
    vault.stepUp(userRootKey, new Date(this.clock.now().getTime() + 60_000));
    wipe(userRootKey);
    return vault;
  }

  async signIn(model: Model): Promise<MemberVault> {
    const userRootKey = await this.member.unlockByPassphrase(this.ownerId, model.passphrase);
    return this.vaultBy(userRootKey ?? expect.unreachable());
  }

  /** What a change of the front door ends. */
  async endAll(model: Model): Promise<void> {
    await this.sessions.endOthers(this.ownerId, undefined);
    await this.programs.endAll(this.ownerId);
    model.dead.refreshTokens.push(...model.refreshTokens.splice(0));
    model.dead.programKeys.push(...model.programKeys.splice(0));
  }
}

async function begin(): Promise<{ model: Model; real: Account }> {
  const real = new Account();
  const passphrase = 'passphrase 0';
  const prepared = await real.member.prepare(real.ownerId, passphrase);
  const ringSet = newId<RecordSetId>();
  await real.slots.putRingSet(real.ownerId, ringSet);
  const recoveryKey = await real.member.enrol(real.ownerId, ringSet, prepared);
  const dead = { passphrases: [], recoveryKeys: [], refreshTokens: [], programKeys: [], passkeys: [] };
  const contents = new Map<RecordSetId, string>();
  const model = { passphrase, recoveryKey, refreshTokens: [], programKeys: [], passkeys: [], contents, dead, steps: 0 };
  return { model, real };
}

type Step = (model: Model, real: Account) => Promise<void>;

const steps = {
  signIn: async (model, real) => {
    const userRootKey = await real.member.unlockByPassphrase(real.ownerId, model.passphrase);
    const beginning = { userRootKey, device: 'Firefox on Linux', secondFactor: false };
    const session = await real.sessions.start(real.ownerId, beginning, () => undefined);
    model.refreshTokens.push(session.refreshToken);
    // The eleventh makes room by ending the one longest unused.
    if (model.refreshTokens.length > 10) model.dead.refreshTokens.push(...model.refreshTokens.splice(0, 1));
    real.clock.advance(1);
  },
  refresh: async (model, real) => {
    const token = model.refreshTokens.shift();
    if (token === undefined) return;
    const { userRootKey, refreshToken } = await real.sessions.refresh(token, () => undefined);
    await assertReads(model, real, await real.vaultBy(userRootKey ?? expect.unreachable()));
    model.refreshTokens.push(refreshToken);
    real.clock.advance(1);
  },
  revokeSession: async (model, real) => {
    const token = model.refreshTokens.shift();
    if (token === undefined) return;
    await real.sessions.end(token);
    model.dead.refreshTokens.push(token);
  },
  changePassphrase: async (model, real) => {
    const vault = await real.signIn(model);
    const next = `passphrase ${model.steps}`;
    const slot = await real.member.wrapByPassphrase({ vault, now: real.clock.now() }, next);
    await real.member.putSlot(real.ownerId, slot);
    await real.dataKeys.add(vault);
    await real.endAll(model);
    await real.dataKeys.follow(vault);
    model.dead.passphrases.push(model.passphrase);
    model.passphrase = next;
  },
  recover: async (model, real) => {
    const opened = (await real.recovery.open(model.recoveryKey)) ?? expect.unreachable();
    assert.equal(opened.ownerId, real.ownerId);
    const next = `passphrase ${model.steps}`;
    await real.member.putSlot(real.ownerId, await real.member.wrapByPassphrase(opened, next));
    model.dead.recoveryKeys.push(model.recoveryKey);
    model.recoveryKey = await real.recovery.replace(opened);
    await real.endAll(model);
    model.dead.passphrases.push(model.passphrase);
    model.passphrase = next;
  },
  replaceRecoveryKey: async (model, real) => {
    const vault = await real.signIn(model);
    model.dead.recoveryKeys.push(model.recoveryKey);
    model.recoveryKey = await real.recovery.replace({ vault, now: real.clock.now() });
  },
  rotateDataKeys: async (model, real) => {
    const vault = await real.signIn(model);
    await real.dataKeys.add(vault);
    await real.dataKeys.follow(vault);
  },
  resealOne: async (model, real) => {
    const vault = await real.signIn(model);
    const [id] = [...model.contents.keys()];
    if (id !== undefined) await real.sets.reseal(vault, id);
  },
  resealAll: async (model, real) => {
    const vault = await real.signIn(model);
    await real.resealing.run(vault, vault.signal);
    const { recordSets } = await real.dataKeys.status(vault);
    assert.deepEqual(recordSets, { total: model.contents.size, older: 0 });
  },
  write: async (model, real) => {
    const vault = await real.signIn(model);
    const id = newId<RecordSetId>();
    const content = `content ${model.steps}`;
    await real.sets.create(vault, id, 'document', [{ type: RecordType.text, index: 0, plaintext: bytes(content) }]);
    model.contents.set(id, content);
  },
  edit: async (model, real) => {
    const [id] = [...model.contents.keys()].reverse();
    if (id === undefined) return;
    const content = `edited ${model.steps}`;
    // From whichever vault has been open longest: it may not have heard of the newest key.
    const vault = real.cache.vaultsOf(real.ownerId)[0] ?? (await real.signIn(model));
    await real.sets.rewrite(vault, id, { type: RecordType.text, index: 0 }, () => bytes(content));
    model.contents.set(id, content);
  },
  createProgramKey: async (model, real) => {
    const vault = await real.signIn(model);
    const request = { name: 'A program', scopes: ['search'], opensRing: true, seals: false, expiresAt: null };
    model.programKeys.push((await real.programs.issue(vault, request)).key);
  },
  revokeProgramKey: async (model, real) => {
    const key = model.programKeys.shift();
    if (key === undefined) return;
    const program = (await real.programs.recognize(key)) ?? expect.unreachable();
    await real.programs.end(real.ownerId, program.id);
    model.dead.programKeys.push(key);
  },
  addPasskey: async (model, real) => {
    const vault = await real.signIn(model);
    const [id, secret] = [newId<PasskeyId>(), crypto.getRandomValues(new Uint8Array(32))];
    model.passkeys.push({ id, secret, wrapped: real.passkeys.wrap(vault, id, secret) });
  },
  restart: async (_model, real) => real.cache.lockAll(),
  startEmpty: async (model, real) => {
    const next = `passphrase ${model.steps}`;
    const prepared = await real.member.prepare(real.ownerId, next);
    await real.endAll(model);
    const sets = [...model.contents.keys(), await real.slots.findRingSet(real.ownerId)];
    for (const id of [...sets, (await real.slots.findSelfSet(real.ownerId))?.id])
      if (id !== undefined) await real.records.deleteSet(real.ownerId, id);
    model.dead.recoveryKeys.push(model.recoveryKey);
    model.dead.passphrases.push(model.passphrase);
    model.dead.passkeys.push(...model.passkeys.splice(0));
    model.recoveryKey = await real.member.enrolAnew(real.ownerId, prepared);
    model.passphrase = next;
    model.contents.clear();
    real.cache.lockOwner(real.ownerId);
  },
} as const satisfies Readonly<Record<string, Step>>;

async function assertReads(model: Model, real: Account, vault: MemberVault): Promise<void> {
  const read = await real.sets.readAcross(vault, [...model.contents.keys()], RecordType.text);
  expect(new Map([...read].map(([id, records]) => [id, text(records.get(0))]))).toEqual(model.contents);
}

/** Every way in that should open opens everything, and none that was closed opens anything. */
async function assertHolds(model: Model, real: Account): Promise<void> {
  const { ownerId } = real;
  await assertReads(model, real, await real.signIn(model));
  const [oldest, ...others] = real.cache.vaultsOf(ownerId);
  if (oldest !== undefined) await assertReads(model, real, oldest);
  for (const vault of others) real.cache.lock(vault.holderId);
  expect(await real.recovery.check(ownerId, model.recoveryKey)).toBe(true);
  for (const { id, secret, wrapped } of model.passkeys) {
    const userRootKey = real.passkeys.unwrap(ownerId, id, secret, wrapped) ?? expect.unreachable();
    await assertReads(model, real, await real.vaultBy(userRootKey));
  }
  for (const key of model.programKeys) {
    const program = (await real.programs.recognize(key)) ?? expect.unreachable();
    const keys = await real.member.openRing(ownerId, real.programs.openRingKey(program));
    await assertReads(model, real, new MemberVault(ownerId, program.id, keys));
  }
  for (const key of model.dead.recoveryKeys.slice(-2)) expect(await real.recovery.open(key)).toBeUndefined();
  for (const passphrase of model.dead.passphrases.slice(-2))
    expect(await real.member.unlockByPassphrase(ownerId, passphrase)).toBeUndefined();
  for (const token of model.dead.refreshTokens.slice(-2))
    await expect(real.sessions.refresh(token, () => undefined)).rejects.toThrow(SessionRevokedError);
  for (const key of model.dead.programKeys.slice(-2)) expect(await real.programs.recognize(key)).toBeUndefined();
  for (const { id, secret, wrapped } of model.dead.passkeys.slice(-1)) {
    const userRootKey = real.passkeys.unwrap(ownerId, id, secret, wrapped) ?? expect.unreachable();
    await expect(real.member.open(ownerId, userRootKey)).rejects.toThrow(RecordsTamperedError);
  }
}

class StepCommand implements fc.AsyncCommand<Model, Account> {
  constructor(private readonly name: keyof typeof steps) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Account): Promise<void> {
    model.steps += 1;
    await steps[this.name](model, real);
    await assertHolds(model, real);
  }

  toString(): string {
    return this.name;
  }
}

const names = Object.keys(steps).filter((name): name is keyof typeof steps => name in steps);

it('opens by what is valid and by nothing else, in whatever order keys are changed', {
  timeout: 3_600_000,
}, async () => {
  const commands = fc.commands(
    names.map((name) => fc.constant(new StepCommand(name))),
    { maxCommands: 14, size: 'max' },
  );
  const property = fc.asyncProperty(commands, (sequence) => fc.asyncModelRun(begin, sequence));
  const { failed, numRuns, counterexample } = await fc.check(property, {
    numRuns: RUNS,
    interruptAfterTimeLimit: 3_500_000,
    markInterruptAsFailure: true,
  });
  expect({ failed, numRuns, counterexample }).toEqual({ failed: false, numRuns: RUNS, counterexample: null });
});
