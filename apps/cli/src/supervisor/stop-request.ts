const PARENT_POLL_MS = 500;

/** The wish of a person, a service manager or a vanished launcher that this process stop. */
export interface StopRequest {
  readonly signal: AbortSignal;
  readonly received: Promise<void>;
  dispose(): void;
}

/** @param watchesParent Counts the end of the parent process as a request, so that a killed launcher leaves nothing. */
export function stopRequest(watchesParent: boolean): StopRequest {
  const controller = new AbortController();
  const received = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const abort = (): void => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, abort);
  const parent = process.ppid;
  const timer = watchesParent ? setInterval(() => process.ppid === parent || abort(), PARENT_POLL_MS) : undefined;
  // Watching is no reason to stay: what fails before it serves must end.
  timer?.unref();
  const dispose = (): void => {
    clearInterval(timer);
    for (const signal of signals) process.off(signal, abort);
  };
  return { signal: controller.signal, received, dispose };
}
