import type { NoticedKind } from '@hearthlore/audit';
import { newId } from '@hearthlore/kernel';
import { aVault } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { beforeAll, expect, it } from 'vitest';
import { PointSignals } from './point-signals.js';

beforeAll(() => Logger.overrideLogger(false));

it('a point that is not ours opens an incident, and search goes on where that fails', async () => {
  const noticed: NoticedKind[] = [];
  const incidents = {
    notice: (kind: NoticedKind) => {
      noticed.push(kind);
      return noticed.length === 1 ? Promise.resolve(true) : Promise.reject(new Error('the database is away'));
    },
  };
  const signals = new PointSignals(incidents);
  for (let times = 0; times < 2; times += 1) signals.foreignPoints(newId(), 3);
  await new Promise((resolve) => setImmediate(resolve));
  expect(noticed).toEqual(['foreign-point', 'foreign-point']);
});

it('what waits is told to who sends it', () => {
  const signals = new PointSignals({ notice: () => Promise.resolve(true) });
  const vault = aVault();
  const told: unknown[] = [];
  signals.waiting(vault);
  signals.whenWaiting((one) => told.push(one));
  signals.waiting(vault);
  expect(told).toEqual([vault]);
});
