import { queryOptions } from '@tanstack/react-query';
import { attention } from '../features/events/attention.js';
import { whileRunning } from '../features/events/while-running.js';
import { client } from './client.js';
import type { Queue } from './types.js';
import { unwrap } from './unwrap.js';

/** Milliseconds between two looks at figures that change by themselves, while somebody looks at them. */
const LOOK = 5000;

export const overviewQuery = queryOptions({
  queryKey: ['admin', 'overview'],
  queryFn: () => unwrap(client.GET('/api/v1/admin/overview')),
  refetchInterval: () => (attention.isPresent() ? 4 * LOOK : false),
});

export const incidentsQuery = queryOptions({
  queryKey: ['admin', 'incidents'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/admin/incidents'))).data,
});

export const lockdownQuery = queryOptions({
  queryKey: ['admin', 'lockdown'],
  queryFn: () => unwrap(client.GET('/api/v1/admin/lockdown')),
});

/** Queues and schedules, as they stand. */
export const queuesQuery = queryOptions({
  queryKey: ['admin', 'queues'],
  queryFn: () => unwrap(client.GET('/api/v1/admin/queues')),
  refetchInterval: () => (attention.isPresent() ? LOOK : false),
});

export const deadLettersQuery = (name: Queue['name']) =>
  queryOptions({
    queryKey: ['admin', 'queues', name, 'failed'],
    queryFn: async () =>
      (await unwrap(client.GET('/api/v1/admin/queues/{name}/failed', { params: { path: { name } } }))).data,
  });

export const drillsQuery = queryOptions({
  queryKey: ['admin', 'drills'],
  queryFn: () => unwrap(client.GET('/api/v1/admin/drills')),
  refetchInterval: ({ state }) => whileRunning(state.data?.data.some((drill) => drill.state === 'active') ?? false),
});

export const backupsQuery = queryOptions({
  queryKey: ['admin', 'backups'],
  queryFn: () => unwrap(client.GET('/api/v1/admin/backups')),
  refetchInterval: ({ state }) => whileRunning(state.data?.data.some((backup) => backup.state === 'active') ?? false),
});

export const vectorsQuery = queryOptions({
  queryKey: ['admin', 'vectors'],
  queryFn: () => unwrap(client.GET('/api/v1/admin/vectors')),
  refetchInterval: () => (attention.isPresent() ? 3 * LOOK : false),
});

export const runbooksQuery = queryOptions({
  queryKey: ['admin', 'runbooks'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/admin/system/runbooks'))).data,
});

export const retentionRulesQuery = queryOptions({
  queryKey: ['admin', 'retention', 'rules'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/admin/retention/rules'))).rules,
});

/** Counted by the worker, each time anew. */
export const retentionPreviewQuery = queryOptions({
  queryKey: ['admin', 'retention', 'preview'],
  queryFn: () => unwrap(client.GET('/api/v1/admin/retention/preview')),
});

export const retentionRunsQuery = queryOptions({
  queryKey: ['admin', 'retention', 'runs'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/admin/retention/runs'))).data,
});
