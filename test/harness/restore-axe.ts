import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { RestoreFolder } from '../../apps/cli/src/restore/restore-folder.js';
import { type RestoreWanted, startRestore } from './restore-command.js';

/** What is left of the span when a restore was over before the axe fell. */
const SHORTER = 0.75;
const LOOK_AGAIN = 2;

/**
 * Cuts restores short between the moment at which they claim their folder and the one at which they let go of it. How
 * long that is depends on the machine and on what else it does: it is measured, and what is quicker than the measure
 * makes it shorter, so that on any machine some come in time.
 */
export class RestoreAxe {
  private constructor(private span: number) {}

  /** By a whole restore. */
  static async measuredBy(wanted: RestoreWanted): Promise<RestoreAxe> {
    const child = startRestore(wanted);
    const ended = once(child, 'close');
    await untilClaimed(child);
    const claimedAt = performance.now();
    while (isRunning(child) && RestoreFolder.findUnfinished(wanted.into) !== undefined) await sleep(LOOK_AGAIN);
    const span = performance.now() - claimedAt;
    await ended;
    if (child.exitCode !== 0) throw new Error(`the restore ended with ${child.exitCode ?? child.signalCode}`);
    return new RestoreAxe(span);
  }

  /**
   * Starts a restore and has it killed.
   *
   * @param share Of the time that a restore has its folder for: from 0 to 1.
   * @returns After how many milliseconds it was cut short; `undefined` when it had let go of the folder before.
   */
  async fallsOn(
    wanted: RestoreWanted,
    share: number,
    kill: (child: ChildProcess) => unknown,
  ): Promise<number | undefined> {
    const child = startRestore(wanted);
    const ended = once(child, 'close');
    await untilClaimed(child);
    const delay = this.span * share;
    await sleep(delay);
    if (isRunning(child)) await kill(child);
    await ended;
    if (RestoreFolder.findUnfinished(wanted.into) !== undefined) return Math.round(delay);
    this.span *= SHORTER;
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
