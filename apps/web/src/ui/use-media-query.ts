import { useSyncExternalStore } from 'react';

/** Where a side panel stands beside the text; below it is a sheet or a drawer. */
export const WIDE = '(min-width: 64rem)';

export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}
