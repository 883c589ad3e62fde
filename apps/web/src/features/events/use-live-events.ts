import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { exportsQuery, jobsQuery } from '../../api/data-queries.js';
import { documentsQuery, metaQuery } from '../../api/queries.js';
import { refreshSession } from '../../api/session.js';
import type { HearthDocument } from '../../api/types.js';
import { useSession } from '../session/use-session.js';
import { applyJobEvent } from '../job/job-events.js';
import { attention } from './attention.js';
import { connection } from './connection.js';
import { followEvents } from './event-stream.js';

/** How often documents that are being read are asked about while no event stream is open. */
const POLL = 2000;
/** Several events of one document arrive close together: they cost one request. */
const GATHER = 250;

const isUnderWay = ({ state }: HearthDocument): boolean =>
  state === 'queued' || state === 'reading' || state === 'indexing';

/** Keeps lists and progress current while somebody looks: by the server's events, by asking where they do not arrive. */
export function useLiveEvents(): void {
  const queries = useQueryClient();
  const isSignedIn = useSession().kind === 'signed-in';
  const isPresent = useSyncExternalStore(attention.subscribe, attention.isPresent);

  useEffect(() => {
    if (!isSignedIn || !isPresent) return;
    const ending = new AbortController();
    let gathering: ReturnType<typeof setTimeout> | undefined;

    const refreshDocuments = () => {
      gathering ??= setTimeout(() => {
        gathering = undefined;
        void queries.invalidateQueries({ queryKey: documentsQuery.queryKey });
      }, GATHER);
    };
    void followEvents(
      ({ name, data }) => {
        if (name.startsWith('document.')) refreshDocuments();
        if (name === 'job.updated') applyJobEvent(queries, data);
        if (name === 'export.ready') void queries.invalidateQueries({ queryKey: exportsQuery.queryKey });
        if (name === 'system.notice') {
          void queries.invalidateQueries({ queryKey: metaQuery.queryKey });
          void queries.invalidateQueries({ queryKey: ['me'] });
        }
        // the refresh is refused, which ends the session here with the right words
        if (name === 'session.revoked') void refreshSession().catch(() => undefined);
      },
      (connected) => {
        connection.set(connected);
        if (!connected) return;
        refreshDocuments();
        void queries.invalidateQueries({ queryKey: jobsQuery.queryKey });
      },
      ending.signal,
    );
    const polling = setInterval(() => {
      if (!connection.isOpen() && queries.getQueryData(documentsQuery.queryKey)?.some(isUnderWay)) refreshDocuments();
    }, POLL);

    return () => {
      ending.abort();
      connection.set(false);
      clearInterval(polling);
      clearTimeout(gathering);
    };
  }, [queries, isSignedIn, isPresent]);
}
