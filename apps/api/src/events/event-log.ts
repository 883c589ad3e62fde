import type { Clock, UserId } from '@hearthlore/kernel';
import type { MemberEvent, MemberEvents } from './member-events.js';

/** Milliseconds that an event can be asked for again. */
const REPLAY = 5 * 60_000;
const MOST = 500;

export interface LoggedEvent {
  readonly id: number;
  readonly event: MemberEvent;
}

interface Kept extends LoggedEvent {
  readonly at: number;
}

/** Recent events of members who listen, so that a page that lost its connection misses nothing. Ids and states only. */
export class EventLog {
  readonly #kept = new Map<UserId, Kept[]>();
  readonly #recording = new Set<UserId>();
  // Starts anew with every process and never repeats an id of the one before.
  #nextId = Date.now();

  constructor(
    private readonly events: MemberEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * @param after Id of the last event the listener has seen; later ones come first.
   * @returns A function that ends the subscription.
   */
  subscribe(ownerId: UserId, after: number | undefined, listener: (logged: LoggedEvent) => void): () => void {
    this.#record(ownerId);
    if (after !== undefined) for (const kept of this.#recent(ownerId)) if (kept.id > after) listener(kept);
    return this.events.subscribe(ownerId, () => {
      const latest = this.#kept.get(ownerId)?.at(-1);
      if (latest !== undefined) listener(latest);
    });
  }

  #record(ownerId: UserId): void {
    if (this.#recording.has(ownerId)) return;
    this.#recording.add(ownerId);
    this.events.subscribe(ownerId, (event) => {
      const recent = this.#recent(ownerId).slice(-MOST + 1);
      this.#kept.set(ownerId, [...recent, { id: this.#nextId++, at: this.clock.now().getTime(), event }]);
    });
  }

  #recent(ownerId: UserId): Kept[] {
    const since = this.clock.now().getTime() - REPLAY;
    return (this.#kept.get(ownerId) ?? []).filter(({ at }) => at >= since);
  }
}
