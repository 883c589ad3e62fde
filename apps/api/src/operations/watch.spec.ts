import type { NoticedKind } from '@hearthlore/audit';
import { ManualClock } from '@hearthlore/kernel/testing';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { raised } from './alerts.js';
import { type InstallationSources, InstallationStates } from './installation-state.js';
import { Watch } from './watch.js';

const NOW = new Date('2026-07-01T12:00:00Z');
const HOUR = 3_600_000;
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR);

interface Standing {
  readonly isIntact?: boolean;
  readonly backupAt?: Date;
  readonly drillAt?: Date;
  readonly setUpAt?: Date;
  readonly waitingSince?: Date;
  readonly isPaused?: boolean;
  readonly failed?: number;
  readonly areQueuesGone?: boolean;
  readonly vectorsDownSince?: Date;
}

function statesOf(standing: Standing): InstallationStates {
  const { isIntact = true, backupAt, drillAt, setUpAt, waitingSince, isPaused = false, failed = 0 } = standing;
  const queue = {
    name: 'sweep',
    isPaused,
    waiting: 1,
    active: 0,
    delayed: 0,
    failed,
    completed: 0,
    concurrency: 1,
  } as const;
  const sources: InstallationSources = {
    store: {
      measure: async () => ({
        backupAt,
        drillAt,
        setUpAt,
        backupBytes: undefined,
        backupVerifiedAt: undefined,
        openIncidents: 0,
      }),
    },
    reports: { head: async () => ({ isIntact }) },
    queues: {
      list: async () => {
        if (standing.areQueuesGone) throw new Error('gone');
        return [{ ...queue, oldestWaitingAt: waitingSince }];
      },
    },
    lockdown: { since: undefined },
    vectors: {
      state: async () => ({
        kind: 'qdrant',
        isUp: standing.vectorsDownSince === undefined,
        downSince: standing.vectorsDownSince,
        fault: undefined,
        isCircuitOpen: false,
        examination: undefined,
        points: { collections: 0, documents: 0, points: 0, waiting: 0 },
      }),
    },
  };
  return new InstallationStates(sources, tmpdir(), new ManualClock(NOW));
}

const alertsOf = async (standing: Standing): Promise<string[]> =>
  raised((await statesOf(standing).look()).alerts).filter((name) => name !== 'disk-low');

describe('an alert stands', () => {
  it.each<[string, Standing, string[]]>([
    ['for nothing in a house that was just opened', { setUpAt: ago(1) }, []],
    ['for nothing in a house that nobody has set up', {}, []],
    ['for a backup and a drill that never came', { setUpAt: ago(36 * 24) }, ['backup-overdue', 'drill-overdue']],
    ['not for a backup of last night', { setUpAt: ago(5000), backupAt: ago(25.9), drillAt: ago(34 * 24) }, []],
    ['for one of the night before', { setUpAt: ago(5000), backupAt: ago(26.1), drillAt: ago(1) }, ['backup-overdue']],
    [
      'for a drill of five weeks ago',
      { setUpAt: ago(5000), backupAt: ago(1), drillAt: ago(35.1 * 24) },
      ['drill-overdue'],
    ],
    ['for a changed log', { isIntact: false }, ['audit-broken']],
    ['for dead letters', { failed: 1 }, ['dead-letters']],
    ['for a job that nobody takes', { waitingSince: ago(0.3) }, ['queue-stuck']],
    ['not for one that nobody is to take', { waitingSince: ago(0.3), isPaused: true }, []],
    ['for a vector store that has been away for long', { vectorsDownSince: ago(0.2) }, ['vector-store-down']],
    ['not for one that is started again', { vectorsDownSince: ago(0.1) }, []],
    ['for queues that do not answer', { areQueuesGone: true }, ['queue-unavailable']],
  ])('%s', async (_name, standing, alerts) => {
    expect(await alertsOf(standing)).toEqual(alerts);
  });
});

it('opens an incident for what does not pass by itself', async () => {
  const noticed: NoticedKind[] = [];
  const incidents = {
    notice: async (kind: NoticedKind) => {
      noticed.push(kind);
      return true;
    },
  };
  const standing = { isIntact: false, failed: 1, waitingSince: ago(1), setUpAt: ago(30), vectorsDownSince: ago(1) };
  await new Watch(statesOf(standing), incidents).look();
  expect(noticed).toEqual(['audit-broken', 'backup-overdue', 'dead-letters', 'vector-store-down']);
});
