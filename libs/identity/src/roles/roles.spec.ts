import { newId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { describe, expect, it } from 'vitest';
import { ROLES } from '../accounts/account.js';
import { MemberRoles, type Standing } from './member-roles.js';
import { isAllowed, mayManage, PERMISSIONS, permissionsOf } from './permissions.js';

describe('a role', () => {
  it('has the permissions that the family agreed on, and no others', () => {
    expect(PERMISSIONS).toEqual({
      'documents.read': ['owner', 'admin', 'member', 'viewer'],
      'documents.write': ['owner', 'admin', 'member'],
      'search.use': ['owner', 'admin', 'member', 'viewer'],
      'chats.use': ['owner', 'admin', 'member', 'viewer'],
      'api-keys.manage': ['owner', 'admin', 'member'],
      'family.read': ['owner', 'admin'],
      'family.invite': ['owner', 'admin'],
      'family.manage': ['owner', 'admin'],
      'family.roles': ['owner'],
      'retention.manage': ['owner', 'admin'],
      'backups.manage': ['owner', 'admin'],
      'backups.download': ['owner'],
      'queues.manage': ['owner', 'admin'],
      'incidents.manage': ['owner', 'admin'],
      'lockdown.end': ['owner'],
      'audit.read': ['owner', 'admin'],
      'system.read': ['owner', 'admin'],
    });
    expect(permissionsOf('viewer')).toEqual(['documents.read', 'search.use', 'chats.use']);
    expect(isAllowed('member', 'documents.write')).toBe(true);
    expect(isAllowed('viewer', 'documents.write')).toBe(false);
  });

  it('manages those below it, and never itself', () => {
    const managed = (role: (typeof ROLES)[number]) => ROLES.filter((other) => mayManage(role, other));
    expect(ROLES.map((role) => [role, managed(role)])).toEqual([
      ['owner', ['admin', 'member', 'viewer']],
      ['admin', ['member', 'viewer']],
      ['member', []],
      ['viewer', []],
    ]);
  });
});

describe('who somebody is', () => {
  const anna = newId<UserId>();

  /** A look-up that says what it is told to, and counts. */
  function aLookup() {
    const lookup = { asked: 0, standing: { role: 'admin', state: 'active' } as Standing | undefined, isBroken: false };
    const clock = new ManualClock();
    const find = async (): Promise<Standing | undefined> => {
      lookup.asked += 1;
      if (lookup.isBroken) throw new Error('no database');
      return lookup.standing;
    };
    return { lookup, clock, roles: new MemberRoles({ find }, clock) };
  }

  it('is looked up once for a page that asks for ten things', async () => {
    const { lookup, roles } = aLookup();
    await Promise.all(Array.from({ length: 10 }, () => roles.standing(anna)));
    expect(lookup.asked).toBe(1);
  });

  it('is believed for less than two seconds', async () => {
    const { lookup, clock, roles } = aLookup();
    await roles.standing(anna);
    lookup.standing = undefined;
    clock.advance(1999);
    await expect(roles.standing(anna)).resolves.toMatchObject({ role: 'admin' });
    clock.advance(1);
    await expect(roles.standing(anna)).resolves.toBeUndefined();
  });

  it('is forgotten at once when it changes here', async () => {
    const { lookup, roles } = aLookup();
    await roles.standing(anna);
    lookup.standing = { role: 'admin', state: 'disabled' };
    roles.forget(anna);
    await expect(roles.standing(anna)).resolves.toMatchObject({ state: 'disabled' });
  });

  it('is asked for again after a look-up that failed', async () => {
    const { lookup, roles } = aLookup();
    lookup.isBroken = true;
    await expect(roles.standing(anna)).rejects.toThrow('no database');
    lookup.isBroken = false;
    await expect(roles.standing(anna)).resolves.toMatchObject({ role: 'admin' });
  });
});
