import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { RestoreFolder } from '../../apps/cli/src/restore/restore-folder.js';
import { type RestoreWanted, startRestore } from './restore-command.js';

const LOOK_AGAIN = 1;

/**
 * Cuts restores short between the moment at which they claim their folder and the one at which they let go of it. How
 * long that is depends on the machine and on what else it does: it is measured, and a restore that had let go of its
 * folder before the axe fell makes the measure shorter, so that on any machine enough of them are met.
 */
export class RestoreAxe {
  /** @param span Milliseconds for which a restore has its folder. */
  private constructor(
    private span: number,
    private readonly kill: (child: ChildProcess) => unknown,
  ) {}

  /**
   * By a restore that is killed in the moment in which it lets go: what it leaves is whole.
   *
   * @param kill Called with one that is running.
   */
  static async measuredBy(wanted: RestoreWanted, kill: (child: ChildProcess) => unknown): Promise<RestoreAxe> {
    const child = startRestore(wanted);
    const ended = once(child, 'close');
    await untilClaimed(child);
    const claimedAt = performance.now();
    while (isRunning(child) && RestoreFolder.findUnfinished(wanted.into) !== undefined) await sleep(LOOK_AGAIN);
    const span = performance.now() - claimedAt;
    if (isRunning(child)) await kill(child);
    await ended;
    return new RestoreAxe(span, kill);
  }

  /**
   * Starts a restore and has it killed.
   *
   * @param share Of the time that it has its folder for: from 0 to 1.
   * @returns After how many milliseconds it was cut short; `undefined` when it was done before.
   */
  async fallsOn(wanted: RestoreWanted, share: number): Promise<number | undefined> {
    const child = startRestore(wanted);
    const ended = once(child, 'close');
    await untilClaimed(child);
    const delay = this.span * share;
    await sleep(delay);
    if (isRunning(child)) await this.kill(child);
    await ended;
    if (RestoreFolder.findUnfinished(wanted.into) !== undefined) return Math.round(delay);
    this.span = Math.min(this.span, delay);
    return undefined;
  }
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

/** It says so, whether or not it leaves a mark. @throws with what it said, when it ends instead. */
function untilClaimed(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (/^Restoring .* into /m.test(said)) resolve();
  });
  child.once('close', () => reject(new Error(`the restore claimed nothing: ${said}`)));
  return promise;
}
