import { randomBytes } from '@hearthlore/crypto';
import type { Clock } from '@hearthlore/kernel';

/** Milliseconds: longer than people need to find their security key. */
const LIFETIME = 5 * 60_000;
const BYTES = 32;

/** Random values that have to come back signed, each once; in memory, and only so many: the oldest makes room. */
export class Challenges<T> {
  /** Oldest first. */
  readonly #issued = new Map<string, { readonly about: T; readonly expiresAt: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly most: number,
  ) {}

  issue(about: T): Uint8Array<ArrayBuffer> {
    this.#dropExpired();
    const [oldest] = this.#issued.keys();
    if (oldest !== undefined && this.#issued.size >= this.most) this.#issued.delete(oldest);
    const challenge = new Uint8Array(randomBytes(BYTES));
    this.#issued.set(nameOf(challenge), { about, expiresAt: this.clock.now().getTime() + LIFETIME });
    return challenge;
  }

  /** @param name The challenge in base64url, as it comes back. @returns What it was issued about, once. */
  take(name: string): T | undefined {
    this.#dropExpired();
    const issued = this.#issued.get(name);
    this.#issued.delete(name);
    return issued?.about;
  }

  #dropExpired(): void {
    const now = this.clock.now().getTime();
    for (const [name, { expiresAt }] of this.#issued) {
      if (expiresAt > now) return;
      this.#issued.delete(name);
    }
  }
}

const nameOf = (challenge: Uint8Array): string => Buffer.from(challenge).toString('base64url');
