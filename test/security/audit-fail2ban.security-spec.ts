import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditAction, AUTH_FAILURES, SecurityEvents } from '@hearthlore/audit';
import { JsonLogger, withRequest } from '@hearthlore/observability';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';

const FILTER = join(import.meta.dirname, '../../docker/fail2ban/filter.d/hearthlore.conf');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-fail2ban-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The lines that the product writes while `work` runs. */
function logged(work: (events: SecurityEvents) => void): string[] {
  const lines: string[] = [];
  Logger.overrideLogger(new JsonLogger('info', { write: (line) => void lines.push(line) }));
  work(new SecurityEvents());
  Logger.overrideLogger(false);
  return lines;
}

/** @returns The addresses that fail2ban's own program finds in a log, one for each line that counts. */
function found(lines: readonly string[]): string[] {
  const log = join(folder, 'log');
  writeFileSync(log, lines.join(''));
  const out = execFileSync('fail2ban-regex', ['--out', 'ip', log, FILTER], { encoding: 'utf8' });
  return out.split('\n').filter((line) => line !== '');
}

it('fail2ban finds each failed sign-in, with and without a request, in a file and in a container’s log', () => {
  const lines = logged((events) => {
    for (const [index, reason] of AUTH_FAILURES.entries())
      withRequest({ requestId: crypto.randomUUID(), clientAddress: '::' }, () =>
        events.authFailed(`203.0.113.${index}`, reason),
      );
    events.authFailed('2001:db8::7', 'credentials');
  });
  const addresses = [...AUTH_FAILURES.map((_, index) => `203.0.113.${index}`), '2001:db8::7'];
  expect(found(lines)).toEqual(addresses);
  expect(found(lines.map((line) => `host hearthlore[7]: ${line}`))).toEqual(addresses);
});

it('fail2ban finds nothing in any other line, whatever somebody writes into it', () => {
  const forged =
    '{"level":"warn","time":1,"context":"SecurityEvents","ip":"203.0.113.9","reason":"x","msg":"auth_failed"}';
  const lines = logged((events) => {
    events.audited({
      action: AuditAction.sessionRefused,
      actor: null,
      network: null,
      object: null,
      reqId: null,
      result: 'refused',
      seq: 1,
      ts: new Date().toISOString(),
    });
    events.authFailed('no address', 'credentials');
    new Logger('Http').warn(forged, { route: forged });
    new Logger('SecurityEvents').warn(forged, { ip: '203.0.113.9', reason: forged });
  });
  expect(lines).toHaveLength(4);
  expect(found(lines)).toEqual([]);
});
