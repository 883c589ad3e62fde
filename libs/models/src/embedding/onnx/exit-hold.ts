/** Many times what a task takes. */
const LONGEST_MILLISECONDS = 2_000;

/** 1 from before a task is sent to a thread until the runtime has finished it. */
export type BusyFlag = Int32Array<SharedArrayBuffer>;

const flags = new Set<BusyFlag>();

/**
 * [Note: Threads that compute] A thread that ends while the runtime computes aborts the whole process (onnxruntime-node
 * 1.30: the completion throws into a closed environment). So no thread is terminated, and a process that exits, which
 * ends its threads, waits for the tasks in hand: here, in the exit handler, where only a blocking wait is left.
 */
export function holdExitFor(flag: BusyFlag): void {
  if (flags.size === 0) process.on('exit', waitForAll);
  flags.add(flag);
}

export function releaseExit(flag: BusyFlag): void {
  flags.delete(flag);
  if (flags.size === 0) process.off('exit', waitForAll);
}

export function newBusyFlag(): BusyFlag {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(1);
}

function waitForAll(): void {
  for (const flag of flags) Atomics.wait(flag, 0, 1, LONGEST_MILLISECONDS);
}
