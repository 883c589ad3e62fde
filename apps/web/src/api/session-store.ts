import type { Session, User } from './types.js';

export type SessionState =
  /** Nothing is known yet: the first refresh is under way. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'signed-out'; readonly reason: 'none' | 'revoked' }
  | { readonly kind: 'signed-in'; readonly user: User }
  /** Signed in, but this session cannot open the documents by itself. */
  | { readonly kind: 'locked'; readonly user: User };

/** Who is signed in on this page. The access token lives here, in memory, and nowhere else. */
export class SessionStore {
  #state: SessionState = { kind: 'starting' };
  #accessToken: string | undefined;
  readonly #listeners = new Set<() => void>();

  get state(): SessionState {
    return this.#state;
  }

  /** Whose session this is; absent where there is none. */
  get userId(): string | undefined {
    return 'user' in this.#state ? this.#state.user.id : undefined;
  }

  get accessToken(): string | undefined {
    return this.#accessToken;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  signedIn(session: Session): void {
    // Tabs share the cookie: another member may have signed in beside this one. What the last one opened goes first.
    if (this.userId !== undefined && this.userId !== session.user.id) this.signedOut('none');
    this.#accessToken = session.accessToken;
    this.#become({ kind: session.locked ? 'locked' : 'signed-in', user: session.user });
  }

  signedOut(reason: 'none' | 'revoked'): void {
    this.#accessToken = undefined;
    if (this.#state.kind !== 'signed-out' || this.#state.reason !== reason)
      this.#become({ kind: 'signed-out', reason });
  }

  locked(): void {
    if (this.#state.kind === 'signed-in') this.#become({ kind: 'locked', user: this.#state.user });
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
