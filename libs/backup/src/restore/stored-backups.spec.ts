import { expect, it } from 'vitest';
import { InMemoryTarget } from '../testing/in-memory-target.js';
import { StoredBackups } from './stored-backups.js';

it('knows when each was begun that lies at the target, and takes nothing else for one', async () => {
  const target = new InMemoryTarget();
  const names = ['hearthlore-20261121T023000Z-0a1b2c3d.tar.zst.age', 'ledger.jsonl'];
  for (const name of [...names, `${names[0]}.manifest`]) target.files.set(name, Buffer.alloc(0));
  await expect(new StoredBackups(target).listDates()).resolves.toEqual([new Date('2026-11-21T02:30:00Z')]);
});
