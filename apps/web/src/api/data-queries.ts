import { queryOptions } from '@tanstack/react-query';
import { whileRunningUnheard } from '../features/events/while-running.js';
import { client } from './client.js';
import { unwrap } from './unwrap.js';

/** Work that needs the member's own keys. Followed by events; asked for where they do not arrive. */
export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/jobs'))).data,
  refetchInterval: ({ state }) =>
    whileRunningUnheard(state.data?.some((job) => job.state === 'active' || job.state === 'awaiting-unlock') ?? false),
});

export const exportsQuery = queryOptions({
  queryKey: ['exports'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/exports'))).data,
});

/** Whether the own account is to be erased, and when. */
export const erasureQuery = queryOptions({
  queryKey: ['me', 'erasure'],
  queryFn: () => unwrap(client.GET('/api/v1/erasure')),
});

export const ownRetentionQuery = queryOptions({
  queryKey: ['me', 'retention', 'rules'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/me/retention'))).rules,
});

/** What goes in the next thirty days, by title: opened because somebody reads it, and dropped soon after. */
export const ownPreviewQuery = queryOptions({
  queryKey: ['me', 'retention', 'preview'],
  queryFn: async () =>
    (await unwrap(client.GET('/api/v1/me/retention/preview', { params: { query: { days: 30 } } }))).data,
  gcTime: 60_000,
});
