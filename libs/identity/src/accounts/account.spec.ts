import { describe, expect, it } from 'vitest';
import { mayManageFamily, normalizeEmail, ROLES } from './account.js';

describe('an e-mail address', () => {
  it.each([
    ['  Ada@Family.Example \n', 'ada@family.example'],
    ['ADA@FAMILY.EXAMPLE', 'ada@family.example'],
    ['zoe\u0308@family.example', 'zo\u00eb@family.example'],
  ])('is the same however it is typed: %j', (typed, normal) => {
    expect(normalizeEmail(typed)).toBe(normal);
  });

  it('keeps what only one provider takes for the same: dots and tags', () => {
    expect(normalizeEmail('a.d.a+bills@family.example')).toBe('a.d.a+bills@family.example');
  });

  it('does not fold look-alikes into one another', () => {
    expect(normalizeEmail('\uff41da@family.example')).not.toBe(normalizeEmail('ada@family.example'));
  });
});

describe('the family', () => {
  it('is managed by owner and admins alone', () => {
    expect(ROLES.filter(mayManageFamily)).toEqual(['owner', 'admin']);
  });
});
