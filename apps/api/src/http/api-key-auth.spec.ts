import { InvalidAccessTokenError } from '@hearthlore/identity';
import { describe, expect, it } from 'vitest';
import { apiKeyOf } from './api-key-auth.js';

const KEY = 'hlk_0123456789AB_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf2X0dOR';

describe('the key that a program shows', () => {
  it('is taken from either header, or from both where they agree', () => {
    expect(apiKeyOf({ headers: { 'x-api-key': KEY } })).toBe(KEY);
    expect(apiKeyOf({ headers: { authorization: `Bearer ${KEY}` } })).toBe(KEY);
    expect(apiKeyOf({ headers: { authorization: `bearer  ${KEY}` } })).toBe(KEY);
    expect(apiKeyOf({ headers: { authorization: `Bearer ${KEY}`, 'x-api-key': KEY } })).toBe(KEY);
  });

  it('is none where a session is meant', () => {
    for (const headers of [{}, { authorization: 'Bearer eyJhbGciOi.x.y' }, { authorization: `Basic ${KEY}` }])
      expect(apiKeyOf({ headers })).toBeUndefined();
  });

  it('is refused where the two headers do not agree', () => {
    for (const authorization of ['Bearer eyJhbGciOi.x.y', `Bearer ${KEY}x`, `Basic ${KEY}`, '', 'Bearer '])
      expect(() => apiKeyOf({ headers: { authorization, 'x-api-key': KEY } })).toThrow(InvalidAccessTokenError);
  });
});
