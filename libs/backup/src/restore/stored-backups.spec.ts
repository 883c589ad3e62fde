import { buffer } from 'node:stream/consumers';
import { NoteSigner } from '@hearthlore/audit';
import { expect, it } from 'vitest';
import { ChunkHashes } from '../manifest/chunk-hashes.js';
import { signManifest } from '../manifest/manifest.js';
import { InMemoryTarget } from '../testing/in-memory-target.js';
import { StoredBackups } from './stored-backups.js';

it('knows when each was begun that lies at the target, and takes nothing else for one', async () => {
  const target = new InMemoryTarget();
  const names = ['hearthlore-20261121T023000Z-0a1b2c3d.tar.zst.age', 'ledger.jsonl'];
  for (const name of [...names, `${names[0]}.manifest`]) target.files.set(name, Buffer.alloc(0));
  await expect(new StoredBackups(target).listDates()).resolves.toEqual([new Date('2026-11-21T02:30:00Z')]);
});

it('takes no other file for the one that it compared a moment ago', async () => {
  const [target, file] = [new InMemoryTarget(), 'hearthlore-20261121T023000Z-0a1b2c3d.tar.zst.age'];
  const [written, other] = [Buffer.alloc(1000, 1), Buffer.alloc(1000, 2)];
  const hashes = new ChunkHashes();
  hashes.add(written);
  const nothing = '0'.repeat(64);
  const note = signManifest(
    {
      v: 1,
      instance: '0a1b2c3d-0000-4000-8000-000000000000',
      created: '2026-11-21T02:30:00.000Z',
      appVersion: '0.1.0',
      schema: { migrations: 1, newest: nothing },
      file,
      ...hashes.finish(),
      entries: [],
      watermark: { lsn: '0/0', at: '2026-11-21T02:30:00.000Z' },
      ledgerHead: nothing,
      ledgerCount: 0,
      auditHead: null,
      prevManifestSha256: null,
    },
    new NoteSigner('backups', new Uint8Array(32)),
  );
  target.files.set(file, written);
  const backups = new StoredBackups(target);
  const manifest = await backups.compare(file, note);
  await expect(buffer(await backups.readCompared(manifest))).resolves.toEqual(written);
  target.files.set(file, other);
  await expect(buffer(await backups.readCompared(manifest))).rejects.toMatchObject({ code: 'backup.manifest-swapped' });
});
