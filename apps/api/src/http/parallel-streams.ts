import { RateLimitedError } from '@hearthlore/identity';
import type { UserId } from '@hearthlore/kernel';
import { Injectable } from '@nestjs/common';

/** Open at once, of one member: tabs and devices listen, and hardly anybody asks three questions at a time. */
const MOST = { chat: 3, events: 8 } as const;
/** Milliseconds; nobody knows when a stream will end. */
const COME_BACK = 5_000;

/** Streams that are open in this process, by member. */
@Injectable()
export class ParallelStreams {
  readonly #open = new Map<string, number>();

  /** @returns Call it when the stream is over; idempotent. @throws {RateLimitedError} */
  open(kind: keyof typeof MOST, ownerId: UserId): () => void {
    const name = `${kind}:${ownerId}`;
    const count = this.#open.get(name) ?? 0;
    if (count >= MOST[kind]) throw new RateLimitedError(COME_BACK);
    this.#open.set(name, count + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#open.get(name) ?? 1) - 1;
      if (left > 0) this.#open.set(name, left);
      else this.#open.delete(name);
    };
  }
}
