import { asProblem } from '../../api/problem.js';

/** Somebody closed the question: nothing was done, and nothing has to be said about it. */
export class StepUpCancelled extends Error {
  override readonly name = 'StepUpCancelled';
}

interface Question {
  readonly granted: () => void;
  readonly cancelled: () => void;
}

let question: Question | undefined;
const listeners = new Set<() => void>();

function ask(next: Question | undefined): void {
  question = next;
  for (const listener of listeners) listener();
}

export const stepUp = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** What is being asked at the moment. */
  current: (): Question | undefined => question,
};

/**
 * Does what needs a fresh proof of who is there. Where the server asks for one, the passphrase is asked for in a dialog,
 * and the same is tried once more.
 *
 * @throws {StepUpCancelled} when the dialog was closed.
 */
export async function withStepUp<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (asProblem(error).code !== 'auth.step-up-required') throw error;
  }
  await new Promise<void>((resolve, reject) => {
    question?.cancelled();
    ask({ granted: resolve, cancelled: () => reject(new StepUpCancelled()) });
  }).finally(() => ask(undefined));
  return work();
}
