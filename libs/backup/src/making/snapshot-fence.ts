import type { Clock } from '@hearthlore/kernel';
import type { BackupRegister } from './backup-register.port.js';

/** The longest that anything new waits for a snapshot, in milliseconds. */
export const FENCE_LIMIT = 30_000;

/**
 * Has everything new wait while a snapshot is taken, and says for how long. Should this process die meanwhile, the
 * fence falls by itself.
 */
export async function withFence<T>(
  register: Pick<BackupRegister, 'fence'>,
  clock: Clock,
  snapshot: () => Promise<T>,
): Promise<{ readonly result: T; readonly fencedFor: number }> {
  const from = clock.now().getTime();
  await register.fence(new Date(from + FENCE_LIMIT));
  try {
    const result = await snapshot();
    await register.fence(null);
    return { result, fencedFor: clock.now().getTime() - from };
  } catch (error) {
    await register.fence(null).catch(() => undefined);
    throw error;
  }
}
