import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeKeyFile, deriveWorkerKey, encodeKeyFile, newKey } from '@hearthlore/crypto';
import {
  DrizzleInstallBundleStore,
  MasterKeyNotLostError,
  NotStartedYetError,
  openAuthBundle,
  openOpsBundle,
  rotateMasterKey,
  SameMasterKeyError,
  tryMasterKeys,
} from '@hearthlore/vault';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { FileMasterKeySource } from './file-master-key-source.js';
import { KeyFileError, MasterKeyMismatchError, RotationCutOffError } from './master-key.errors.js';
import { replaceLost, rotate } from './rotation.js';
import { assertKeyAtHand, ensureMasterKey, settleMasterKey } from './settle-master-key.js';
import { MASTER_KEY_NAME, SystemdMasterKeySource } from './systemd-master-key-source.js';
import { WorkerKeyFile } from './worker-key-file.js';

let opened: OwnedDatabase;
let store: DrizzleInstallBundleStore;
let folder: string;
let source: FileMasterKeySource;
let worker: WorkerKeyFile;
let first: Uint8Array;
const second = new Uint8Array(32).fill(2);

beforeEach(async () => {
  opened = await openAsApi();
  store = new DrizzleInstallBundleStore(opened.transactions);
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-rotation-'));
  source = new FileMasterKeySource(join(folder, 'master.key'), []);
  worker = new WorkerKeyFile(join(folder, 'worker.key'));
  first = newKey();
  put('master.key', first);
  put('worker.key', deriveWorkerKey(first));
  await openAuthBundle(store, first);
});
afterEach(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const places = () => ({ source, worker, store });
const put = (name: string, key: Uint8Array, mode = 0o400): void => {
  rmSync(join(folder, name), { force: true });
  writeFileSync(join(folder, name), encodeKeyFile(key), { mode });
  chmodSync(join(folder, name), mode);
};
const keyIn = (name: string): Uint8Array | undefined => decodeKeyFile(readFileSync(join(folder, name)));

/** The one key of the files opens the one pair of bundles, and the worker's goes with it. */
async function expectOneKey(key: Uint8Array): Promise<void> {
  expect(readdirSync(folder).sort()).toEqual(['master.key', 'worker.key']);
  expect(keyIn('master.key')).toEqual(key);
  expect(keyIn('worker.key')).toEqual(deriveWorkerKey(key));
  await expect(tryMasterKeys(store, [key])).resolves.toEqual({ outcome: 'opened', by: key });
  await expect(openOpsBundle(store, deriveWorkerKey(key))).resolves.toBeDefined();
}

/** What a start does before it hands the key to anybody. */
async function starts(): Promise<Uint8Array> {
  const key = await ensureMasterKey({ source, isInDataFolder: true }, store);
  worker.follow(key);
  return key;
}

describe('a rotation', () => {
  it('ends with the new key in place, for the eyes that the old one was for', async () => {
    chmodSync(join(folder, 'worker.key'), 0o440);
    await expect(rotate(places(), second)).resolves.toMatchObject({ masterVersion: 2, membersOnOldPeppers: 0 });
    await expectOneKey(second);
    expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o400);
    expect(statSync(join(folder, 'worker.key')).mode & 0o777).toBe(0o440);
    await expect(starts()).resolves.toEqual(second);
  });

  it('can be done again and again', async () => {
    for (const byte of [3, 4, 5])
      await expect(rotate(places(), new Uint8Array(32).fill(byte))).resolves.toMatchObject({ masterVersion: byte - 1 });
    await expectOneKey(new Uint8Array(32).fill(5));
  });

  it('changes nothing where it is refused', async () => {
    await expect(rotate(places(), first)).rejects.toThrow(SameMasterKeyError);
    await expectOneKey(first);
    put('master.key', second);
    await expect(rotate(places(), newKey())).rejects.toThrow(MasterKeyMismatchError);
    expect(keyIn('master.key')).toEqual(second);
  });

  it('has nothing to do before the first start', async () => {
    await queryAsSuperuser(opened.database, 'delete from install_bundles');
    await expect(rotate(places(), second)).rejects.toThrow(NotStartedYetError);
  });
});

type Step = () => Promise<void>;

describe('a rotation that was killed', () => {
  const draft: Step = async () => put('master.key.next.new', second);
  const next: Step = async () => put('master.key.next', second);
  const workersDraft: Step = async () => put('worker.key.next.new', second);
  const workersNext: Step = async () => put('worker.key.next', deriveWorkerKey(second));
  const database: Step = async () => void (await rotateMasterKey(store, first, second));
  const promotion: Step = async () => source.file.promoteNext();

  it.each([
    ['while it wrote the new key', [draft]],
    ['before the worker’s', [next]],
    ['while it wrote that', [next, workersDraft]],
    ['before the transaction', [next, workersNext]],
  ])('%s is taken back at the next start', async (_when, steps) => {
    for (const step of steps) await step();
    await expect(starts()).resolves.toEqual(first);
    await expectOneKey(first);
  });

  it.each([
    ['after the transaction', [next, workersNext, database]],
    ['between the two files', [next, workersNext, database, promotion]],
  ])('%s is finished at the next start', async (_when, steps) => {
    for (const step of steps) await step();
    await expect(starts()).resolves.toEqual(second);
    await expectOneKey(second);
  });

  it.each([
    ['taken back', [next, workersNext]],
    ['finished', [next, workersNext, database]],
  ])('is %s by the next rotation, which then goes on', async (_how, steps) => {
    for (const step of steps) await step();
    const third = newKey();
    await expect(rotate(places(), third)).resolves.toMatchObject({ membersOnOldPeppers: 0 });
    await expectOneKey(third);
  });

  it('in a start that is killed itself is still finished by the one after', async () => {
    await next();
    await workersNext();
    await database();
    await settleMasterKey(source, store);
    expect(readdirSync(folder)).toContain('worker.key.next');
    await starts();
    await expectOneKey(second);
  });
});

describe('a connection that ends in the middle', () => {
  /** The answer to the last word of a transaction is lost, `times` over. */
  const answering = (isKept: boolean, times: number): DrizzleInstallBundleStore => {
    let [calls, lost] = [0, 0];
    return new (class extends DrizzleInstallBundleStore {
      override async exclusively<T>(work: Parameters<DrizzleInstallBundleStore['exclusively']>[0]): Promise<T> {
        calls += 1;
        if (calls === 1 || lost >= times) return super.exclusively(work) as Promise<T>;
        lost += 1;
        if (isKept && lost === 1) await super.exclusively(work);
        throw new Error('Connection terminated unexpectedly');
      }
    })(opened.transactions);
  };

  it('is looked into: kept, the rotation goes on; not kept, it is taken back', async () => {
    await expect(rotate({ ...places(), store: answering(false, 1) }, second)).rejects.toThrow(/terminated/);
    await expectOneKey(first);
    await expect(rotate({ ...places(), store: answering(true, 1) }, second)).resolves.toMatchObject({
      masterVersion: 2,
    });
    await expectOneKey(second);
  });

  it.each([true, false])(
    'leaves both keys where nobody can tell (kept: %s), and the next start can',
    async (isKept) => {
      await expect(rotate({ ...places(), store: answering(isKept, 9) }, second)).rejects.toThrow(RotationCutOffError);
      expect(existsSync(join(folder, 'master.key.next'))).toBe(true);
      await starts();
      await expectOneKey(isKept ? second : first);
    },
  );
});

describe('a source that is not ours to write', () => {
  beforeEach(() => {
    put(MASTER_KEY_NAME, first);
  });
  const credential = () => new SystemdMasterKeySource(folder);

  it('is rotated in the database, and both keys are taken until the operator has put the new one in place', async () => {
    await rotate({ source: credential(), worker: undefined, store }, second);
    expect(keyIn(MASTER_KEY_NAME)).toEqual(first);
    await expect(settleMasterKey(credential(), store)).rejects.toThrow(/systemd credential.*from before a rotation/s);
    put(`${MASTER_KEY_NAME}.next`, second);
    await expect(settleMasterKey(credential(), store)).resolves.toEqual(second);
    put(MASTER_KEY_NAME, second);
    await expect(settleMasterKey(credential(), store)).resolves.toEqual(second);
    expect(existsSync(join(folder, `${MASTER_KEY_NAME}.next`))).toBe(true);
  });
});

describe('a start', () => {
  const everything = () => queryAsSuperuser(opened.database, 'select * from install_bundles order by kind');

  it('with another installation’s key says which one it is, and changes nothing', async () => {
    const bundles = await everything();
    put('master.key', second);
    await expect(starts()).rejects.toThrow(MasterKeyMismatchError);
    await expect(starts()).rejects.toThrow(`file ${source.file.path} does not open this installation`);
    expect(keyIn('master.key')).toEqual(second);
    await expect(everything()).resolves.toEqual(bundles);
  });

  it('without the key makes none over what needs one', async () => {
    rmSync(join(folder, 'master.key'));
    expect(() => assertKeyAtHand({ source, isInDataFolder: true }, true)).toThrow(KeyFileError);
    expect(() => assertKeyAtHand({ source, isInDataFolder: false }, false)).toThrow(`file ${source.file.path}`);
    // As beside a database of one's own, which an empty data folder knows nothing of.
    await expect(starts()).rejects.toThrow(/missing .*Put it back from your copy.*--lost/s);
    expect(existsSync(join(folder, 'master.key'))).toBe(false);
  });

  it('without the bundles makes none over members', async () => {
    await insertMember(opened.transactions);
    await queryAsSuperuser(opened.database, 'delete from install_bundles');
    await expect(starts()).rejects.toThrow(/missing from its database/);
    await expect(everything()).resolves.toEqual([]);
  });

  it('makes the key once, the first time, where the operator named no source', async () => {
    await queryAsSuperuser(opened.database, 'delete from install_bundles');
    rmSync(join(folder, 'master.key'));
    await expect(ensureMasterKey({ source, isInDataFolder: false }, store)).rejects.toThrow(KeyFileError);
    const made = await ensureMasterKey({ source, isInDataFolder: true }, store);
    expect(keyIn('master.key')).toEqual(made);
    await expect(ensureMasterKey({ source, isInDataFolder: true }, store)).resolves.toEqual(made);
  });
});

describe('a lost master key', () => {
  it('is not given up while it, or the one beside it, opens', async () => {
    await expect(replaceLost(places(), second)).rejects.toThrow(MasterKeyNotLostError);
    put('master.key', newKey());
    put('master.key.next', first);
    await expect(replaceLost(places(), second)).rejects.toThrow(MasterKeyNotLostError);
    put('master.key', first, 0o444);
    await expect(replaceLost(places(), second)).rejects.toThrow(/chmod 400/);
  });

  it('makes room, and what lay in its place is kept', async () => {
    const foreign = newKey();
    put('master.key', foreign);
    const { setAside } = await replaceLost(places(), second);
    expect(setAside).toHaveLength(1);
    expect(decodeKeyFile(readFileSync(setAside[0] ?? ''))).toEqual(foreign);
    rmSync(setAside[0] ?? '');
    await expectOneKey(second);
    await expect(starts()).resolves.toEqual(second);
  });

  it('is given up as well where its file is gone or holds no key', async () => {
    rmSync(join(folder, 'master.key'));
    await expect(replaceLost(places(), second)).resolves.toMatchObject({ setAside: [] });
    await expectOneKey(second);
    rmSync(join(folder, 'master.key'));
    writeFileSync(join(folder, 'master.key'), 'torn', { mode: 0o400 });
    const { setAside } = await replaceLost(places(), first);
    expect(setAside.map((path) => readFileSync(path, 'utf8'))).toEqual(['torn']);
    expect(keyIn('master.key')).toEqual(first);
  });

  it('killed after the transaction, the replacement is finished at the next start', async () => {
    rmSync(join(folder, 'master.key'));
    await replaceLost(places(), second);
    put('master.key.next', second);
    rmSync(join(folder, 'master.key'));
    await expect(starts()).resolves.toEqual(second);
    await expectOneKey(second);
  });
});
