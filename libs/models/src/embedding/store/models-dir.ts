import { posix, win32 } from 'node:path';

/** What the default folder depends on; the environment is read by the caller. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The user's cache folder, so that start and tests share one download.
 * `XDG_CACHE_HOME` counts only when absolute (XDG Base Directory Specification 0.8).
 */
export function defaultModelsDir({ platform, home, environment }: Machine): string {
  if (platform === 'win32')
    return win32.join(environment['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), 'hearthlore', 'models');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'hearthlore', 'models');
  const xdg = environment['XDG_CACHE_HOME'] ?? '';
  return posix.join(posix.isAbsolute(xdg) ? xdg : posix.join(home, '.cache'), 'hearthlore', 'models');
}
