import { newKey } from '@hearthlore/crypto';
import { newId, type UserId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { InMemoryKeySlotStore } from '../testing/in-memory-key-slot-store.js';
import { InMemoryRecordSetStore } from '../testing/in-memory-record-set-store.js';
import { RecordsTamperedError, StepUpRequiredError } from '../vault.errors.js';
import { openLabel, sealLabel } from './labels.js';
import { MemberVault } from './member-vault.js';
import { SelfPart, SelfRecords } from './self-records.js';
import { aVault } from '../testing/vaults.js';

async function aMember() {
  const access = { ownerId: newId<UserId>(), userRootKey: newKey() };
  const slots = new InMemoryKeySlotStore();
  const self = new SelfRecords(slots, new InMemoryRecordSetStore());
  await self.create(access.ownerId, access.userRootKey);
  return { access, slots, self };
}

const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

describe('the self set', () => {
  it('has a private key that belongs to the public one in clear', async () => {
    const { access, slots, self } = await aMember();
    expect(await self.privateKey(access)).toHaveLength(32);
    const { id } = (await slots.findSelfSet(access.ownerId)) ?? expect.unreachable();
    await slots.putSelfSet(access.ownerId, id, newKey());
    await expect(self.privateKey(access)).rejects.toThrow(RecordsTamperedError);
  });

  it('gains, changes and loses a part, and keeps what a refused change found', async () => {
    const { access, self } = await aMember();
    const part = SelfPart.secondFactor;
    expect(await self.read(access, part)).toBeUndefined();
    await self.revise(access, part, (current) => (current === undefined ? text('one') : undefined));
    await self.revise(access, part, (current) => text(`${Buffer.from(current ?? []).toString()} two`));
    const refusal = new Error('no');
    const refused = self.revise(access, part, () => {
      throw refusal;
    });
    await expect(refused).rejects.toBe(refusal);
    expect(Buffer.from((await self.read(access, part)) ?? []).toString()).toBe('one two');
    await self.revise(access, part, () => undefined);
    expect(await self.read(access, part)).toBeUndefined();
  });

  it('opens for nobody with another root key, nor for the key of a program', async () => {
    const { access, self } = await aMember();
    await expect(self.read({ ...access, userRootKey: newKey() }, SelfPart.privateKey)).rejects.toThrow(
      RecordsTamperedError,
    );
    const { ring, ringKey } = {
      ring: { dataKeys: new Map(), dedupeKey: newKey(), vectorKey: newKey() },
      ringKey: newKey(),
    };
    const program = new MemberVault(access.ownerId, newId(), { ring, ringKey });
    await expect(self.read(program, SelfPart.privateKey)).rejects.toThrow(StepUpRequiredError);
  });
});

describe('a label', () => {
  it('opens in its own row of its own member and nowhere else', () => {
    const vault = aVault();
    const row = newId();
    const label = sealLabel(vault, row, 'Grandma’s tablet');
    expect(openLabel(vault, row, label)).toBe('Grandma’s tablet');
    expect(() => openLabel(vault, newId(), label)).toThrow(RecordsTamperedError);
    expect(() => openLabel(aVault(), row, label)).toThrow(RecordsTamperedError);
    expect(() => openLabel(vault, row, label.with(80, (label[80] ?? 0) ^ 1))).toThrow(RecordsTamperedError);
    expect(Buffer.from(label).includes('Grandma')).toBe(false);
  });
});
