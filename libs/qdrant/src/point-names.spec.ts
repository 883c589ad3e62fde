import { type DocumentId, newId, parseId, type UserId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { PointNames } from './index.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const GENERATION = '0123456789abcdef';
const names = new PointNames(new Uint8Array(32).fill(7));
const others = new PointNames(new Uint8Array(32).fill(8));
const owner = id<UserId>('018f3c9e-0000-7000-8000-000000000001');
const document = id<DocumentId>('018f3c9e-0000-7000-8000-000000000002');

function id<T extends UserId | DocumentId>(text: string): T {
  const parsed = parseId<T>(text);
  if (parsed === undefined) throw new Error('no id');
  return parsed;
}

describe('names in the vector store', () => {
  it('stay what they are: another name would be another place', () => {
    expect(names.collection(owner, GENERATION)).toBe('t_3e6spqiu_pocdj6y7mciavhibxh7eahatr4_0123456789abcdef');
    expect(names.pointId(document, 3)).toBe('62bc4b78-8638-83e7-aab3-c0f2e8f6efda');
  });

  it('say whose they are to who has the key', () => {
    expect(names.installationPrefix).toMatch(/^t_[a-z2-7]{8}_$/);
    expect(names.memberPrefix(owner)).toMatch(/^t_[a-z2-7]{8}_[a-z2-7]{26}_$/);
    expect(names.memberPrefix(owner).startsWith(names.installationPrefix)).toBe(true);
    expect(names.collection(owner, GENERATION)).toBe(`${names.memberPrefix(owner)}${GENERATION}`);
  });

  it('are a place of its own for each installation, member, document and vector', () => {
    const owners = Array.from({ length: 200 }, () => names.memberPrefix(newId<UserId>()));
    expect(new Set(owners).size).toBe(owners.length);
    const ids = Array.from({ length: 50 }, () => newId<DocumentId>()).flatMap((one) =>
      [0, 1, 255, 256, 65_536, 2 ** 32 - 1].map((ordinal) => names.pointId(one, ordinal)),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((one) => UUID.test(one))).toBe(true);
    expect(others.installationPrefix).not.toBe(names.installationPrefix);
    expect(others.memberPrefix(owner)).not.toContain(names.memberPrefix(owner).slice(names.installationPrefix.length));
    expect(others.pointId(document, 0)).not.toBe(names.pointId(document, 0));
  });

  it('do not repeat what they are made of', () => {
    const bare = (text: string): string => text.replaceAll('-', '');
    expect(bare(names.pointId(document, 0))).not.toContain(bare(document).slice(0, 12));
    expect(names.collection(owner, GENERATION)).not.toContain(bare(owner).slice(0, 12));
  });

  it('take no position that is none', () => {
    expect(() => names.pointId(document, -1)).toThrow(RangeError);
    expect(() => names.pointId(document, 2 ** 32)).toThrow(RangeError);
  });
});
