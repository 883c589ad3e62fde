import type { BusyFlag } from './exit-hold.js';
import type { EmbeddingProvider } from '../embedding-runtime.port.js';

/** What a session is started with. */
export interface SessionStart {
  readonly graphPath: string;
  readonly tokenizerPath: string;
  readonly provider: EmbeddingProvider;
  /** Longest input in tokens, special tokens included. */
  readonly maxTokens: number;
  readonly dimensions: number;
}

/** What the thread is given. */
export interface SessionThreadData {
  readonly start: SessionStart;
  /** To be cleared, and waiters notified, when a task is done. */
  readonly busy: BusyFlag;
}

/** One text: sessions run one at a time, because a batch would change the vectors of an int8 graph. */
export interface SessionTask {
  readonly kind: 'text' | 'tokens' | 'count';
  readonly text: string;
}

export type SessionAnswer =
  | { readonly kind: 'text'; readonly vector: Float32Array }
  | { readonly kind: 'tokens'; readonly vectors: Float32Array; readonly pieces: readonly string[] }
  | { readonly kind: 'count'; readonly pieces: number };

/** What the thread says: once that it is ready, then one reply per task. */
export type SessionReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly answer: SessionAnswer }
  | { readonly kind: 'error'; readonly message: string };

/** Asks the thread to end by itself once it is idle. */
export const CLOSE = 'close';
