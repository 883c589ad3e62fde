import { hkdfSync } from 'node:crypto';
import {
  assertCommitment,
  decodeKeyRing,
  deriveApiKey,
  derivePasswordKeys,
  deriveRingKey,
  deriveSelfKey,
  deriveWorkerKey,
  KeySlot,
  openBox,
  openRecord,
  parseApiKey,
  parseRecoveryKey,
  RecordManifest,
  type RecordSetKey,
  RecordType,
  tokenWrappingSecret,
  UnreadableCiphertextError,
  unwrapKey,
} from '@hearthlore/crypto';
import { type Id, idBytes, type RecordSetId } from '@hearthlore/kernel';
import { PassphraseStretcher } from '@hearthlore/vault';
import type { StolenInstallation, StolenLabel, StolenRecord, StolenSet, StolenSlot } from './stolen-installation.js';

export interface Loot {
  /** Opened records by kind of set and type, as `document.text`. */
  readonly records: ReadonlyMap<string, readonly Uint8Array[]>;
  /** Wrapped keys that opened: root keys of members, ring keys of programs. */
  readonly rootKeys: readonly Uint8Array[];
  /** Names of devices, passkeys and programs. */
  readonly labels: readonly string[];
  /** What programs brought. */
  readonly boxes: readonly Uint8Array[];
  /** How many keys were tried on everything. */
  readonly keysTried: number;
}

/** What was guessed, or stolen elsewhere. Each is tried on each member. */
export interface Brought {
  readonly passphrases?: readonly string[];
  /** As a program shows it. */
  readonly apiKeys?: readonly string[];
  /** As people write it down. */
  readonly recoveryKeys?: readonly string[];
}

/** Every record that there is to open, manifests included, counted as in {@link Loot}. */
export function countRecords({ sets, records }: StolenInstallation): Map<string, number> {
  const counts = new Map<string, number>();
  for (const set of sets) {
    const all = [nameOf(set, RecordType.manifest), ...recordsOf(set, records).map(({ type }) => nameOf(set, type))];
    for (const name of all) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** The secrets of the installation, which the master key opens, and no other: that is known, and said in the README. */
export function openBundles({ masterKey, installationId, bundles }: StolenInstallation): Map<string, Uint8Array> {
  const secrets = new Map<string, Uint8Array>();
  for (const { kind, master_version: masterVersion, wrapped } of bundles) {
    const secret = kind === 'auth' ? deriveApiKey(masterKey) : deriveWorkerKey(masterKey);
    const place = { slot: KeySlot.install, subject: installationId, stretching: 0, masterVersion, keyVersion: 1 };
    const opened = attempt(() => unwrapKey(wrapped, secret, place));
    if (opened !== undefined) collect(JSON.parse(Buffer.from(opened).toString('utf8')), kind, secrets);
  }
  return secrets;
}

/**
 * Tries on everything: a key of zeros, as a key has become that was wiped too early; the master key, what is derived
 * from it, what it opens, every key-sized value that lies in a table, what was brought, and what the hierarchy derives
 * from each of those; then again with each key that came out.
 */
export async function attack(stolen: StolenInstallation, brought: Brought = {}): Promise<Loot> {
  const { masterKey, loose } = stolen;
  const secrets = openBundles(stolen);
  const derived = [deriveApiKey(masterKey), deriveWorkerKey(masterKey)];
  const known = [new Uint8Array(32), masterKey, ...derived, ...secrets.values(), ...loose, ...secretsOf(brought)];
  const tokenKey = secrets.get('auth.tokenKey') ?? new Uint8Array(32);
  const wrapping = known.flatMap((key) => [
    key,
    ...[KeySlot.session, KeySlot.apiKey, KeySlot.passkey].map((slot) => tokenWrappingSecret(tokenKey, slot, key)),
  ]);
  const rootKeys = openWrappedKeys(stolen, wrapping);
  for (const passphrase of brought.passphrases ?? [])
    rootKeys.push(...(await openByPassphrase(stolen, secrets, passphrase)));
  const parents = [...known, ...rootKeys].flatMap((key) => [key, deriveRingKey(key), deriveSelfKey(key)]);
  const records = new Map<string, Uint8Array[]>();
  // Rings first: they hold the keys of the rest.
  for (const set of stolen.sets.toSorted((a, b) => Number(b.kind === 'ring') - Number(a.kind === 'ring'))) {
    for (const { name, plaintext } of openSet(set, recordsOf(set, stolen.records), parents)) {
      records.set(name, [...(records.get(name) ?? []), plaintext]);
      if (name === nameOf(set, RecordType.keyRing)) parents.push(...ringKeys(plaintext));
    }
  }
  const labels = stolen.labels.flatMap((label) => openLabelWith(label, parents));
  // A private key lies in the self set, as it is.
  const boxes = await openBoxes(stolen, [...parents, ...(records.get('self.self') ?? [])]);
  return { records, rootKeys, labels, boxes, keysTried: wrapping.length + parents.length };
}

function secretsOf({ apiKeys = [], recoveryKeys = [] }: Brought): Uint8Array[] {
  return [...apiKeys.flatMap((text) => parseApiKey(text)?.secret ?? []), ...recoveryKeys.map(parseRecoveryKey)];
}

/** A label is a record set of one record without a manifest. */
function openLabelWith({ owner_id, id, sealed }: StolenLabel, parents: readonly Uint8Array[]): string[] {
  const [salt, commitment, record] = [sealed.subarray(0, 32), sealed.subarray(32, 64), sealed.subarray(64)];
  const place = { type: RecordType.self, index: 0, revision: 1 };
  return parents.flatMap((parent) => {
    const key = deriveKey({ owner_id, id: id as Id<string> as RecordSetId, salt, key_version: 1 }, parent);
    const opened = attempt(() => {
      assertCommitment(key, commitment);
      return openRecord(key, place, record);
    });
    return opened === undefined ? [] : [Buffer.from(opened).toString('utf8')];
  });
}

async function openBoxes({ boxes }: StolenInstallation, keys: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const opened: Uint8Array[] = [];
  for (const { owner_id: owner, id: item, sealed } of boxes)
    for (const key of keys.filter(({ length }) => length === 32)) {
      const plaintext = await openBox(key, { purpose: 'ingest', owner, item }, sealed).catch(() => undefined);
      if (plaintext !== undefined) opened.push(plaintext);
    }
  return opened;
}

/** Without a look at the manifest: a record that opens by itself is loot as well. */
function openSet(set: StolenSet, records: readonly StolenRecord[], parents: readonly Uint8Array[]) {
  return parents.flatMap((parent) => {
    const key = deriveKey(set, parent);
    const manifest = attempt(() => openManifest(key, set));
    if (manifest === undefined) return [];
    const opened = records.flatMap(({ type, index, sealed }) => {
      const revision = sealed.readUInt32BE(12);
      const plaintext = attempt(() => openRecord(key, { type, index, revision }, sealed));
      return plaintext === undefined ? [] : [{ name: nameOf(set, type), plaintext }];
    });
    return [{ name: nameOf(set, RecordType.manifest), plaintext: manifest }, ...opened];
  });
}

/** Of the thief's own making, because ours refuses keys that are no keys, such as one that was wiped. */
function deriveKey(set: Pick<StolenSet, 'owner_id' | 'id' | 'salt' | 'key_version'>, parent: Uint8Array): RecordSetKey {
  const label = Buffer.from('hearthlore/v1/doc\0', 'ascii');
  const info = Buffer.concat([label, idBytes(set.owner_id), idBytes(set.id)]);
  const okm = new Uint8Array(hkdfSync('sha256', parent, set.salt, info, 64));
  const address = { owner: set.owner_id, set: set.id, keyVersion: set.key_version };
  return { address, prk: okm.subarray(0, 32), commitment: okm.subarray(32) };
}

function openManifest(key: RecordSetKey, set: StolenSet): Uint8Array {
  assertCommitment(key, set.commitment);
  const plaintext = openRecord(key, { type: RecordType.manifest, index: 0, revision: set.revision }, set.manifest);
  RecordManifest.decode(plaintext);
  return plaintext;
}

function openWrappedKeys({ slots, wraps: tokens }: StolenInstallation, secrets: readonly Uint8Array[]): Uint8Array[] {
  const wraps = [
    ...slots.map((slot) => ({ wrapped: slot.wrapped, context: slotContext(slot) })),
    ...tokens.map(({ slot, id, owner_id: subject, wrapped }) => ({
      wrapped,
      context: { slot, subject, slotId: id, stretching: 0, masterVersion: 1, keyVersion: 1 },
    })),
  ];
  return wraps.flatMap(({ wrapped, context }) =>
    secrets.flatMap((secret) => attempt(() => unwrapKey(wrapped, secret, context)) ?? []),
  );
}

async function openByPassphrase(
  { slots }: StolenInstallation,
  secrets: ReadonlyMap<string, Uint8Array>,
  passphrase: string,
): Promise<Uint8Array[]> {
  const rootKeys: Uint8Array[] = [];
  for (const slot of slots.filter((one) => one.slot === KeySlot.password)) {
    const pepper = secrets.get(`auth.pepper.${slot.pepper_version}`);
    if (pepper === undefined || slot.salt === null) continue;
    const stretched = await new PassphraseStretcher().stretch(passphrase, slot.salt, slot.stretching);
    const { keyEncryptionKey } = derivePasswordKeys(stretched, pepper, slot.owner_id);
    const rootKey = attempt(() => unwrapKey(slot.wrapped, keyEncryptionKey, slotContext(slot)));
    if (rootKey !== undefined) rootKeys.push(rootKey);
  }
  return rootKeys;
}

function slotContext({ slot, owner_id: subject, stretching, pepper_version: masterVersion }: StolenSlot) {
  const isPassword = slot === KeySlot.password;
  return { slot: isPassword ? KeySlot.password : KeySlot.recovery, subject, stretching, masterVersion, keyVersion: 1 };
}

/** `peppers` is a list of version and key; the rest are keys by name. */
function collect(fields: unknown, kind: string, secrets: Map<string, Uint8Array>): void {
  if (typeof fields !== 'object' || fields === null) return;
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') secrets.set(`${kind}.${name}`, Buffer.from(value, 'base64'));
    else if (Array.isArray(value))
      for (const [version, key] of value) secrets.set(`${kind}.pepper.${version}`, Buffer.from(key, 'base64'));
  }
}

const ringKeys = (plaintext: Uint8Array): Uint8Array[] => {
  const { dataKeys, dedupeKey, vectorKey } = decodeKeyRing(plaintext);
  return [...dataKeys.values(), dedupeKey, vectorKey];
};

const recordsOf = (set: StolenSet, records: readonly StolenRecord[]): StolenRecord[] =>
  records.filter((record) => record.set_id === set.id && record.owner_id === set.owner_id);

const TYPE_NAMES = new Map<number, string>(Object.entries(RecordType).map(([name, value]) => [value, name]));
const nameOf = (set: StolenSet, type: number): string => `${set.kind}.${TYPE_NAMES.get(type) ?? type}`;

function attempt<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof UnreadableCiphertextError) return undefined;
    throw error;
  }
}
