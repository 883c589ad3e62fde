import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonLogger, withRequest } from '@hearthlore/observability';
import { Logger } from '@nestjs/common';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditAction } from './entries/audit-action.js';
import type { AuditEntry } from './entries/audit-entry.js';
import { AUTH_FAILURES, SecurityEvents } from './security-events.js';

const events = new SecurityEvents();
let lines: string[];

beforeEach(() => {
  lines = [];
  Logger.overrideLogger(new JsonLogger('info', { write: (line) => void lines.push(line) }));
});
afterAll(() => Logger.overrideLogger(false));

const entry: AuditEntry = {
  seq: 7,
  ts: '2026-11-21T10:00:00.000Z',
  actor: '00112233445566778899aabbccddeeff',
  action: 'session.refused',
  object: null,
  network: 'ffeeddccbbaa99887766554433221100',
  result: 'refused',
  reqId: 'r',
};

describe('the lines beside the log', () => {
  it('say what an entry says, in its tags', () => {
    events.audited(entry);
    events.audited({ ...entry, result: 'ok', action: 'session.started' });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', msg: 'security event', event: 'session.refused', seq: 7, actor: entry.actor },
      { level: 'info', event: 'session.started', result: 'ok', network: entry.network },
    ]);
  });

  it('name an address for a failed sign-in alone, in one line', () => {
    withRequest({ requestId: 'abc-1', clientAddress: '203.0.113.7' }, () =>
      events.authFailed('203.0.113.7', 'credentials'),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^\{"level":"warn","time":\d+,"requestId":"abc-1","context":"SecurityEvents","ip":"203\.0\.113\.7","reason":"credentials","msg":"auth_failed"\}\n$/,
    );
    events.audited(entry);
    expect(lines[1]).not.toContain('203.0.113');
  });

  it('take nothing for an address that is none', () => {
    events.authFailed('203.0.113.9","reason":"x', 'credentials');
    expect(lines[0]).toContain('"ip":"unknown"');
  });
});

describe('the catalogue', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/security-events.md'), 'utf8');
  const rows = (heading: string): string[] => {
    const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
    return [...section.matchAll(/^\| `([a-z.-]+)` \| \S.* \|$/gm)].map(([, name = '']) => name).sort();
  };

  it('has each event once, and none besides', () => {
    expect(rows('Entries')).toEqual(Object.values(AuditAction).sort());
  });

  it('has each reason of a failed sign-in', () => {
    expect(rows('Failed sign-ins')).toEqual([...AUTH_FAILURES].sort());
  });
});
