import { NoteSigner } from '@hearthlore/audit';
import { RecordingAuditLog } from '@hearthlore/audit/testing';
import { type BackupId, type UserId, newId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect, it } from 'vitest';
import { Recipients } from '../archive/recipients.js';
import { InMemoryTarget } from '../testing/in-memory-target.js';
import { BackupSettings } from './backup-settings.js';
import { BackupsService } from './backups.service.js';

it('shows none as asked for that no queue has taken: it would hold up every other', async () => {
  const shown: BackupId[] = [];
  const gone = new Error('the queue is gone');
  const recipient = await identityToRecipient(await generateX25519Identity());
  const service = new BackupsService({
    list: {
      list: () => Promise.resolve([]),
      find: () => Promise.resolve(undefined),
      request: (_manager, id) => Promise.resolve(void shown.push(id)),
    },
    queues: { add: () => Promise.reject(gone) },
    settings: BackupSettings.of(new InMemoryTarget(), Recipients.parse(recipient)),
    verifier: new NoteSigner('backups', new Uint8Array(32)).verifier,
    audit: new RecordingAuditLog(),
    clock: new ManualClock(),
  });
  await expect(service.request(newId<UserId>())).rejects.toBe(gone);
  expect(shown).toEqual([]);
});
