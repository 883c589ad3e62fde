/** Milliseconds without a touch of mouse or keyboard after which nobody counts as being there. */
const AWAY_AFTER = 5 * 60_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/**
 * Whether somebody looks at this page. What the page asks by itself stops when nobody does: each request would tell the
 * server to keep the member's keys in memory, and an open tab must not keep them there overnight.
 */
export class Attention {
  #isPresent = document.visibilityState === 'visible';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastSign = 0;
  readonly #listeners = new Set<() => void>();

  constructor() {
    for (const sign of SIGNS) addEventListener(sign, () => this.#noticed(), { passive: true, capture: true });
    document.addEventListener('visibilitychange', () =>
      document.visibilityState === 'visible' ? this.#noticed() : this.#become(false),
    );
    this.#noticed();
  }

  readonly isPresent = (): boolean => this.#isPresent;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #noticed(): void {
    // a moving mouse gives hundreds of signs
    if (this.#isPresent && Date.now() - this.#lastSign < 1000) return;
    this.#lastSign = Date.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#become(false), AWAY_AFTER);
    this.#become(document.visibilityState === 'visible');
  }

  #become(isPresent: boolean): void {
    if (this.#isPresent === isPresent) return;
    this.#isPresent = isPresent;
    for (const listener of this.#listeners) listener();
  }
}

export const attention = new Attention();
