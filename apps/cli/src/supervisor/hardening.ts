import { execFileSync } from 'node:child_process';

/** Node options of every long-running process: no inspector by signal, no environment in crash reports. */
export const HARDENED_NODE_OPTIONS = ['--disable-sigusr1', '--report-exclude-env'] as const;

/**
 * Closes the ways in which this process and its children could leave memory or files for others: files are made for
 * the owner alone, core dumps are off, SIGUSR1 does not open the inspector.
 */
export function harden(): void {
  process.umask(0o077);
  process.on('SIGUSR1', () => undefined);
  if (process.platform !== 'linux') return;
  try {
    execFileSync('prlimit', ['--pid', String(process.pid), '--core=0:0'], { stdio: 'ignore' });
  } catch {
    console.error('Core dumps could not be switched off (prlimit of util-linux is missing): see "hearthlore doctor".');
  }
}
