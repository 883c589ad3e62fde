import i18next from 'i18next';
import { asProblem } from '../../api/problem.js';
import { metaQuery } from '../../api/queries.js';
import { queryClient } from '../../query-client.js';
import { formatBytes, formatWait } from '../../ui/format.js';

/** Where the server does not say how long to wait. */
const WAIT_SECONDS = 30;

/** What happened, whether anything was lost and what to do, in the words for the problem's code. */
export function problemText(error: unknown): string {
  const { code, retryAfter, requestId, details } = asProblem(error);
  const { resource } = details;
  const text = (typeof resource === 'string' ? wordsFor(`${code}-${resource}`) : undefined) ?? wordsFor(code);
  if (text === undefined) return i18next.t('problem.unknown', { requestId: requestId ?? '–' });
  return i18next.services.interpolator.interpolate(
    text,
    {
      wait: formatWait(retryAfter ?? WAIT_SECONDS),
      limit: formatBytes(queryClient.getQueryData(metaQuery.queryKey)?.limits.uploadBytes ?? 0),
    },
    i18next.language,
    {},
  );
}

function wordsFor(code: string): string | undefined {
  const text: unknown = i18next.getResource('en', 'translation', `problem.${code}`);
  return typeof text === 'string' ? text : undefined;
}
