import { randomBytes } from 'node:crypto';
import { NoteSigner } from '@hearthlore/audit';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChunkHashes } from '../manifest/chunk-hashes.js';
import {
  type Manifest,
  MANIFEST_SUFFIX,
  manifestSha256,
  manifestSignerName,
  signManifest,
} from '../manifest/manifest.js';
import { InMemoryTarget } from '../testing/in-memory-target.js';
import { isChainWhole, verifyBackup } from './verify-backup.js';
import { readChain } from './verify-target.js';

const MIB = 1024 * 1024;
const INSTANCE = '44444444-4444-4444-8444-444444444444';
const ZERO = '0'.repeat(64);
const signer = new NoteSigner(manifestSignerName(INSTANCE), new Uint8Array(32).fill(7));
const stranger = new NoteSigner(manifestSignerName(INSTANCE), new Uint8Array(32).fill(8));

let target: InMemoryTarget;
beforeEach(() => {
  target = new InMemoryTarget();
});

function manifestOf(file: string, bytes: Uint8Array, previous: string | null = null, created = 1): Manifest {
  const hashes = new ChunkHashes();
  hashes.add(bytes);
  const at = new Date(created * 1000).toISOString();
  return {
    v: 1,
    instance: INSTANCE,
    created: at,
    appVersion: '0.1.0',
    schema: { migrations: 1, newest: ZERO },
    file,
    ...hashes.finish(),
    entries: [],
    watermark: { lsn: '0/0', at },
    ledgerHead: ZERO,
    ledgerCount: 0,
    auditHead: null,
    prevManifestSha256: previous,
  };
}

/** @returns SHA-256 of its manifest. */
function put(file: string, bytes: Buffer, previous: string | null = null, created = 1): string {
  const note = signManifest(manifestOf(file, bytes, previous, created), signer);
  target.files.set(file, bytes);
  target.files.set(`${file}${MANIFEST_SUFFIX}`, Buffer.from(note));
  return manifestSha256(note);
}

const look = async (file: string, known?: string) => {
  const { finding, damaged } = await verifyBackup(target, signer.verifier, { file, manifestSha256: known });
  return { finding, damaged };
};

describe('a backup that is looked at without its identity', () => {
  const bytes = randomBytes(5 * MIB + 12_345);

  it('is good as it was written', async () => {
    const known = put('a', bytes);
    expect(await look('a', known)).toEqual({ finding: 'good', damaged: [] });
  });

  it('is found cut short at every 64 KiB, and one byte longer', async () => {
    const known = put('a', bytes);
    for (let length = 0; length < bytes.length; length += 65_536) {
      target.files.set('a', bytes.subarray(0, length));
      const { finding, damaged } = await look('a', known);
      expect(finding).toBe('file-truncated');
      expect(damaged[0]?.offset).toBe(Math.floor(length / MIB) * MIB);
    }
    target.files.set('a', Buffer.concat([bytes, Buffer.of(0)]));
    expect((await look('a', known)).finding).toBe('file-longer');
  });

  it('is found with a byte flipped in any mebibyte, which is named', async () => {
    const known = put('a', bytes);
    for (let place = 0; place * MIB < bytes.length; place += 1) {
      const flipped = Buffer.from(bytes);
      const at = Math.min(place * MIB + ((place * 7919) % MIB), bytes.length - 1);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      target.files.set('a', flipped);
      const length = Math.min(MIB, bytes.length - place * MIB);
      expect(await look('a', known)).toEqual({
        finding: 'file-damaged',
        damaged: [{ offset: place * MIB, length }],
      });
    }
  });

  it('is found where the file, or its manifest, is another one’s or gone', async () => {
    const [first, second] = [put('a', bytes), put('b', randomBytes(MIB))];
    const [a, b] = [target.files.get('a'), target.files.get('b')];
    const [noteA, noteB] = ['a', 'b'].map((name) => target.files.get(`${name}${MANIFEST_SUFFIX}`));
    if (!a || !b || !noteA || !noteB) expect.unreachable();
    target.files.set('a', b).set('b', a);
    expect((await look('a', first)).finding).toBe('file-truncated');
    expect((await look('b', second)).finding).toBe('file-longer');
    target.files.set(`a${MANIFEST_SUFFIX}`, noteB).set(`b${MANIFEST_SUFFIX}`, noteA);
    // File and manifest fit each other, and neither has the name that it was signed for.
    expect((await look('a', first)).finding).toBe('manifest-swapped');
    expect((await look('a')).finding).toBe('manifest-swapped');
    target.files.delete(`b${MANIFEST_SUFFIX}`);
    expect((await look('b', second)).finding).toBe('manifest-missing');
    target.files.set(`a${MANIFEST_SUFFIX}`, noteA).delete('a');
    expect((await look('a', first)).finding).toBe('file-missing');
  });

  it('is found where the manifest was altered, signed by somebody else, or is of an older backup of that name', async () => {
    put('a', Buffer.from('older'));
    const older = [target.files.get('a'), target.files.get(`a${MANIFEST_SUFFIX}`)] as const;
    const known = put('a', Buffer.from('newer'), null, 2);
    const note = String(target.files.get(`a${MANIFEST_SUFFIX}`));
    const findings = async (text: string) => {
      target.files.set(`a${MANIFEST_SUFFIX}`, Buffer.from(text));
      return (await look('a', known)).finding;
    };
    expect(await findings(note.replace('"ledgerCount":0', '"ledgerCount":1'))).toBe('manifest-forged');
    expect(await findings(note.replace('"v":1', '"v":2'))).toBe('manifest-malformed');
    expect(await findings('')).toBe('manifest-malformed');
    expect(await findings(signManifest(manifestOf('a', Buffer.from('newer')), stranger))).toBe('manifest-unknown-key');
    if (!older[0] || !older[1]) expect.unreachable();
    target.files.set('a', older[0]);
    expect(await findings(String(older[1]))).toBe('manifest-swapped');
  });

  it('is found with any byte of the manifest changed', async () => {
    const known = put('a', Buffer.from('x'));
    const note = target.files.get(`a${MANIFEST_SUFFIX}`);
    if (!note) expect.unreachable();
    for (let at = 0; at < note.length; at += 1) {
      const changed = Buffer.from(note);
      changed[at] = (changed[at] ?? 0) ^ 1;
      target.files.set(`a${MANIFEST_SUFFIX}`, changed);
      expect((await look('a', known)).finding, `byte ${at}`).not.toBe('good');
    }
  });
});

describe('the chain of manifests', () => {
  const bytes = Buffer.from('x');

  it('is whole from the newest to the oldest, and broken by one that is gone or rolled back', async () => {
    const first = put('a', bytes, null, 1);
    const second = put('b', bytes, first, 2);
    const third = put('c', bytes, second, 3);
    const chain = () => readChain(target, signer.verifier);
    expect((await chain()).map(({ file }) => file)).toEqual(['c', 'b', 'a']);
    const none: ReadonlySet<string> = new Set();
    expect(isChainWhole(await chain(), third, none)).toBe(true);
    // Somebody puts the target back to yesterday: what is there is whole, and not all of it is there.
    const newest = target.files.get(`c${MANIFEST_SUFFIX}`);
    target.files.delete(`c${MANIFEST_SUFFIX}`);
    expect(isChainWhole(await chain(), third, none)).toBe(false);
    if (!newest) expect.unreachable();
    target.files.set(`c${MANIFEST_SUFFIX}`, newest).delete(`b${MANIFEST_SUFFIX}`);
    expect(isChainWhole(await chain(), third, none)).toBe(false);
    // Pruned knowingly, it is no gap.
    expect(isChainWhole(await chain(), third, new Set([second]))).toBe(true);
    target.files.delete(`a${MANIFEST_SUFFIX}`);
    expect(isChainWhole(await chain(), third, new Set([first, second]))).toBe(true);
  });
});
