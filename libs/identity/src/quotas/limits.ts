/** What a member may have and do; `null` is without limit. */
export interface Limits {
  /** Stored ciphertext. */
  readonly storedBytes: number | null;
  readonly documents: number | null;
  readonly questionsPerDay: number | null;
  readonly tokensPerDay: number | null;
}

export const NO_LIMITS: Limits = { storedBytes: null, documents: null, questionsPerDay: null, tokensPerDay: null };

export interface Usage {
  readonly storedBytes: number;
  readonly documents: number;
  /** Of this UTC day. */
  readonly questions: number;
  readonly tokens: number;
}
