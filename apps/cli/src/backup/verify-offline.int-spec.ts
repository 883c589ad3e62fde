import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoteSigner } from '@hearthlore/audit';
import { type Manifest, manifestSignerName, signManifest, verifyFile } from '@hearthlore/backup';
import { loadEnv } from '@hearthlore/config';
import { Decrypter, Encrypter } from 'age-encryption';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeIdentity, newIdentity } from './new-identity.js';
import { describeOffline, verifyOffline } from './verify-offline.js';

const INSTANCE = '44444444-4444-4444-8444-444444444444';
const signer = new NoteSigner(manifestSignerName(INSTANCE), new Uint8Array(32).fill(7));
const verifierKey = String(signer.verifier);
const bytes = Buffer.from('ciphertext');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const manifest: Manifest = {
  v: 1,
  instance: INSTANCE,
  created: '2026-06-01T02:30:00.000Z',
  appVersion: '0.1.0',
  schema: { migrations: 1, newest: sha256 },
  file: 'a.age',
  bytes: bytes.length,
  sha256,
  chunks: { size: 1024 * 1024, sha256: [sha256] },
  entries: [],
  watermark: { lsn: '0/0', at: '2026-06-01T02:30:00.000Z' },
  ledgerHead: sha256,
  ledgerCount: 2,
  auditHead: null,
  prevManifestSha256: null,
};

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-offline-'));
  file = join(folder, 'a.age');
  writeFileSync(file, bytes);
  writeFileSync(`${file}.manifest`, signManifest(manifest, signer));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that was fetched', () => {
  it('is compared with its manifest without a server', async () => {
    const good = await verifyOffline({ file, verifierKey: ` ${verifierKey}\n` });
    expect(good.finding).toBe('good');
    expect(describeOffline(good)).toBe(
      'The file is what was written.\nMade 2026-06-01T02:30:00.000Z by 0.1.0, 2 erasures before it.',
    );
    writeFileSync(file, 'ciphertexT');
    const damaged = await verifyOffline({ file, verifierKey });
    expect(describeOffline(damaged)).toBe('The file is damaged.\n  bytes 0 to 9');
  });

  it('is not taken for good under another key, another name, or without its manifest', async () => {
    const other = String(new NoteSigner(manifestSignerName(INSTANCE), new Uint8Array(32).fill(8)).verifier);
    expect((await verifyOffline({ file, verifierKey: other })).finding).toBe('manifest-unknown-key');
    await expect(verifyOffline({ file, verifierKey: 'x' })).rejects.toMatchObject({ code: 'cli.wrong-use' });
    const renamed = join(folder, 'b.age');
    renameSync(file, renamed);
    const named = { file: renamed, manifest: `${file}.manifest`, verifierKey };
    expect((await verifyOffline(named)).finding).toBe('manifest-swapped');
    await expect(verifyOffline({ file: renamed, verifierKey })).rejects.toThrow(/no file .*b\.age\.manifest/);
    expect((await verifyFile(oneByOne(), manifest)).finding).toBe('good');
  });
});

describe('a new identity', () => {
  it.each([false, true])(
    'opens what its recipient seals, and is refused as a setting (post-quantum: %s)',
    async (pq) => {
      const made = await newIdentity(pq);
      const encrypter = new Encrypter();
      encrypter.addRecipient(made.recipient);
      const decrypter = new Decrypter();
      decrypter.addIdentity(made.identity);
      expect(await decrypter.decrypt(await encrypter.encrypt('text'), 'text')).toBe('text');
      expect(describeIdentity(made)).toContain(`HEARTHLORE_BACKUP_RECIPIENTS=${made.recipient}`);
      expect(() => loadEnv({ HEARTHLORE_BACKUP_RECIPIENTS: made.identity })).toThrow(/secret half/);
    },
  );
});

async function* oneByOne(): AsyncGenerator<Uint8Array> {
  for (const byte of bytes) yield await Promise.resolve(Uint8Array.of(byte));
}
