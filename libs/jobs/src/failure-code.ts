import { AppError } from '@hearthlore/kernel';

const CODE = /^[a-z0-9]+([.-][a-z0-9]+)*$/;
/** What trying again does not change. */
const FINAL: ReadonlySet<string> = new Set([
  'invalid',
  'not-found',
  'gone',
  'forbidden',
  'unprocessable',
  'unsupported',
]);

/** What a queue may keep of an error: its code. A message may quote a row, a path or an address. */
export function failureCode(error: unknown): string {
  return error instanceof AppError ? error.code : 'internal';
}

/** The code in what a queue kept as reason; BullMQ writes some of its own in words, such as of a job that stalled. */
export function codeOfReason(reason: string | undefined): string {
  if (reason === undefined) return 'internal';
  if (reason.startsWith('job stalled')) return 'job.stalled';
  return CODE.test(reason) ? reason : 'internal';
}

/** Stands in for an error on its way into the queue. */
export class KeptFailure extends Error {
  constructor(error: unknown) {
    super(failureCode(error));
    // BullMQ knows by this name what is not to be tried again.
    if (error instanceof AppError && FINAL.has(error.kind)) this.name = 'UnrecoverableError';
    // It keeps the stack too where there is one.
    delete this.stack;
  }
}
