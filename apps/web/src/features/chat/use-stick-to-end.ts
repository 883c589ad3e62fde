import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** How far from the end, in pixels, somebody still counts as reading along. */
const NEAR = 80;

/** Follows the end of a growing text, unless the reader scrolled up. */
export function useStickToEnd(scroller: RefObject<HTMLElement | null>, content: unknown): void {
  const isFollowing = useRef(true);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = () => {
      isFollowing.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (isFollowing.current) element?.scrollTo({ top: element.scrollHeight });
  }, [scroller, content]);
}
