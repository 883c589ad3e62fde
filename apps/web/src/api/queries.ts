import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from './client.js';
import { publicClient } from './session.js';
import { unwrap } from './unwrap.js';
import type { AuditActionName, ChatSummary } from './types.js';

/** The server's own limit of a page; the lists of a family are read whole. */
const PAGE = 200;

async function readAll<T>(page: (cursor: string | undefined) => Promise<{ data: T[]; nextCursor: string | null }>) {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    // oxlint-disable-next-line no-await-in-loop -- the next page is known only from this one
    const { data, nextCursor } = await page(cursor);
    all.push(...data);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

const paging = (cursor: string | undefined) => ({ params: { query: { limit: PAGE, ...(cursor && { cursor }) } } });

export const metaQuery = queryOptions({
  queryKey: ['meta'],
  queryFn: () => unwrap(publicClient.GET('/api/v1/meta')),
  staleTime: Number.POSITIVE_INFINITY,
});

export const documentsQuery = queryOptions({
  queryKey: ['documents'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/documents'))).data,
});

export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: ['documents', id],
    queryFn: () => unwrap(client.GET('/api/v1/documents/{id}', { params: { path: { id } } })),
  });

/** Every passage of a document, opened because somebody reads it, and dropped soon after. */
export const passagesQuery = (id: string) =>
  queryOptions({
    queryKey: ['passages', id],
    queryFn: async () =>
      (await unwrap(client.GET('/api/v1/documents/{id}/passages', { params: { path: { id } } }))).data,
    gcTime: 60_000,
  });

export const chatsQuery = queryOptions({
  queryKey: ['chats'],
  queryFn: () => readAll<ChatSummary>((cursor) => unwrap(client.GET('/api/v1/chats', paging(cursor)))),
});

export const messagesQuery = (id: string) =>
  queryOptions({
    queryKey: ['chats', id, 'messages'],
    queryFn: () => unwrap(client.GET('/api/v1/chats/{id}/messages', { params: { path: { id } } })),
    gcTime: 60_000,
  });

export const invitesQuery = queryOptions({
  queryKey: ['invites'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/invites'))).data,
});

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: () => unwrap(client.GET('/api/v1/users')),
});

/** How the member's own account is guarded. */
export const securityQuery = queryOptions({
  queryKey: ['me', 'security'],
  queryFn: () => unwrap(client.GET('/api/v1/me/security')),
});

export const passkeysQuery = queryOptions({
  queryKey: ['me', 'passkeys'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/me/passkeys'))).data,
});

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/me/sessions'))).data,
});

export const noticesQuery = queryOptions({
  queryKey: ['me', 'notices'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/me/notices'))).data,
});

export const ownResetsQuery = queryOptions({
  queryKey: ['me', 'resets'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/me/resets'))).data,
});

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async () => (await unwrap(client.GET('/api/v1/api-keys'))).data,
});

/** Entries of one page; the newest come first. */
const AUDIT_PAGE = 50;

/** @param action Only entries of this kind. */
export const auditQuery = (action: AuditActionName | undefined) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'entries', action ?? 'all'],
    queryFn: ({ pageParam }) => {
      const query = { limit: AUDIT_PAGE, ...(pageParam !== null && { cursor: pageParam }), ...(action && { action }) };
      return unwrap(client.GET('/api/v1/admin/audit', { params: { query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const auditHeadQuery = queryOptions({
  queryKey: ['audit', 'head'],
  queryFn: () => unwrap(client.GET('/api/v1/admin/audit/checkpoint')),
});

/** The member's own newest entries, and how the log stands. */
export const activityQuery = queryOptions({
  queryKey: ['me', 'activity'],
  queryFn: () => unwrap(client.GET('/api/v1/me/activity', { params: { query: { limit: 20 } } })),
});

export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: () => unwrap(client.GET('/api/v1/admin/system')),
});
