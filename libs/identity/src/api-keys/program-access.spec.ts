import { AuditAction } from '@hearthlore/audit';
import { RecordingAuditLog } from '@hearthlore/audit/testing';
import { type ApiKeyId, newId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { expect, it } from 'vitest';
import { NotAllowedError } from '../identity.errors.js';
import { ProgramAccess } from './program-access.js';

it('tells the log of a key that asks for more than it may once a minute, however often it asks', async () => {
  const clock = new ManualClock();
  const audit = new RecordingAuditLog();
  const uses: ApiKeyId[] = [];
  const ownerId = newId<UserId>();
  const access = new ProgramAccess(
    {
      recognize: async () => undefined,
      openRingKey: () => expect.unreachable(),
      noteUse: async ({ id }) => void uses.push(id),
    },
    { ensureRing: () => expect.unreachable(), lock: () => undefined },
    { record: (event) => audit.append(event) },
    clock,
  );
  const program = () => ({
    id: newId<ApiKeyId>(),
    ownerId,
    scopes: ['ingest' as const],
    vault: undefined,
    isRecipient: () => true,
  });
  const [one, other] = [program(), program()];
  for (let n = 0; n < 50; n += 1) await expect(access.assertMay(one, ['chat'])).rejects.toThrow(NotAllowedError);
  await expect(access.assertMay(other, [])).rejects.toThrow(NotAllowedError);
  expect(audit.events.map(({ thingId }) => thingId)).toEqual([one.id, other.id]);
  clock.advance(60_000);
  await expect(access.assertMay(one, ['chat'])).rejects.toThrow(NotAllowedError);
  expect(audit.actions).toEqual(Array(3).fill(AuditAction.apiKeyRefused));
  expect(uses).toEqual([]);
});
