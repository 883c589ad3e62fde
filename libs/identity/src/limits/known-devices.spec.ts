import { randomBytes } from '@hearthlore/crypto';
import { describe, expect, it } from 'vitest';
import { KnownDevices } from './known-devices.js';

const key = randomBytes(32);
const devices = new KnownDevices(key);
const [ada, ben] = [randomBytes(32), randomBytes(32)];

describe('the mark of a known device', () => {
  it('knows the members who signed in there, and nobody else', () => {
    const first = devices.parse(devices.mark(undefined, ada));
    if (first === undefined) throw new Error('a fresh mark parses');
    expect([devices.isKnownTo(first, ada), devices.isKnownTo(first, ben)]).toEqual([true, false]);
    const both = devices.parse(devices.mark(first, ben));
    if (both === undefined) throw new Error('a mark of two parses');
    expect(both.id).toEqual(first.id);
    expect([devices.isKnownTo(both, ada), devices.isKnownTo(both, ben)]).toEqual([true, true]);
  });

  it('does not grow without end: who was there longest ago makes room', () => {
    const members = Array.from({ length: 9 }, () => randomBytes(32));
    let mark = devices.mark(undefined, ada);
    for (const member of [...members, ...members]) mark = devices.mark(devices.parse(mark), member);
    const device = devices.parse(mark);
    expect(device && members.filter((member) => devices.isKnownTo(device, member))).toEqual(members.slice(3));
  });

  it('cannot be made, changed, or carried to another installation', () => {
    const mark = devices.mark(undefined, ada);
    expect(new KnownDevices(randomBytes(32)).parse(mark)).toBeUndefined();
    const [prefix, id, signature, member] = mark.split('.');
    const otherId = Buffer.from(randomBytes(16)).toString('base64url');
    for (const forged of ['', 'hld1', mark.slice(0, -1), `${prefix}.${otherId}.${signature}.${member}`, `${mark}.x`])
      expect(devices.parse(forged)).toBeUndefined();
    const grafted = devices.parse(`${prefix}.${id}.${signature}.${otherId}`);
    expect(grafted && devices.isKnownTo(grafted, ada)).toBe(false);
  });

  it('holds nothing that names a member', () => {
    const mark = devices.mark(undefined, ada);
    expect(mark).not.toContain(Buffer.from(ada).toString('base64url').slice(0, 20));
    expect(mark.length).toBeLessThan(200);
  });
});
