import { newId, type SessionId, type UserId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, canonicalEntry, parseEntry } from './audit-entry.js';
import { AuditTags } from './audit-tags.js';

const entry: AuditEntry = {
  seq: 7,
  ts: '2026-11-21T10:00:00.000Z',
  actor: '00112233445566778899aabbccddeeff',
  action: 'session.started',
  object: null,
  network: null,
  result: 'ok',
  reqId: 'd9428888-122b-41e1-b85c-61b14a1cb3a5',
};

describe('an entry', () => {
  it('has one text, with its names in order and nothing besides', () => {
    const text = canonicalEntry(entry);
    expect(text).toBe(
      '{"action":"session.started","actor":"00112233445566778899aabbccddeeff","network":null,"object":null,' +
        '"reqId":"d9428888-122b-41e1-b85c-61b14a1cb3a5","result":"ok","seq":7,"ts":"2026-11-21T10:00:00.000Z"}',
    );
    expect(parseEntry(text)).toEqual(entry);
  });

  it('is not read in any other form', () => {
    for (const text of [
      JSON.stringify(entry),
      canonicalEntry(entry).replace('}', ',"title":"x"}'),
      canonicalEntry(entry).replace('session.started', 'no.such'),
      canonicalEntry(entry).replace('null', ' null'),
      '{',
    ])
      expect(parseEntry(text)).toBeUndefined();
  });
});

describe('tags', () => {
  const tags = new AuditTags(new Uint8Array(32).fill(1));
  const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
  const id = newId<UserId>();
  const salt = new Uint8Array(16).fill(2);

  it('of a member hang on key, id and salt', () => {
    const tag = hex(tags.member(id, salt));
    expect(tag).toMatch(/^[0-9a-f]{32}$/);
    expect(hex(tags.member(id, new Uint8Array(16).fill(3)))).not.toBe(tag);
    expect(hex(tags.member(newId<UserId>(), salt))).not.toBe(tag);
    expect(hex(new AuditTags(new Uint8Array(32).fill(9)).member(id, salt))).not.toBe(tag);
  });

  it('of a network are the same for each address in it, and of things for each thing its own', () => {
    expect(hex(tags.network('192.0.2.1'))).toBe(hex(tags.network('192.0.2.254')));
    expect(hex(tags.network('::ffff:192.0.2.1'))).toBe(hex(tags.network('192.0.2.254')));
    expect(hex(tags.network('2001:db8:1:2::1'))).toBe(hex(tags.network('2001:db8:1:3::1')));
    expect(hex(tags.network('2001:db8:1::1'))).not.toBe(hex(tags.network('2001:db8:2::1')));
    expect(hex(tags.network('192.0.2.1'))).not.toBe(hex(tags.network('192.0.3.1')));
    expect(tags.network('nonsense')).toBeUndefined();
    expect(hex(tags.thing(newId<SessionId>()))).not.toBe(hex(tags.thing(newId<SessionId>())));
  });
});
