import { useEffect, useState } from 'react';

/** @returns Whole seconds left until `end` (milliseconds since the epoch), counting down; 0 without one. */
export function useCountdown(end: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  const left = end === undefined ? 0 : Math.max(0, Math.ceil((end - now) / 1000));
  useEffect(() => {
    if (end === undefined) return;
    const tick = () => setNow(Date.now());
    const first = setTimeout(tick);
    const timer = setInterval(tick, 500);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [end]);
  return left;
}
