import type { Ageing } from './retention.errors.js';
import type { RetentionKind } from './retention-rule.js';

const WORDS: Readonly<Partial<Record<RetentionKind, (count: number) => string>>> = {
  documents: (count) => (count === 1 ? '1 document' : `${count} documents`),
  conversations: (count) => conversations(count),
  questions: (count) => `the questions of ${conversations(count)}`,
  answers: (count) => `the answers of ${conversations(count)}`,
};

/** @returns What somebody has to type: it names how much goes, so that it cannot be typed by habit. */
export function ageingPhrase(ageing: readonly Ageing[]): string {
  const parts = ageing.flatMap(({ kind, due }) => WORDS[kind]?.(due) ?? []);
  return `delete ${parts.join(' and ')}`;
}

function conversations(count: number): string {
  return count === 1 ? '1 conversation' : `${count} conversations`;
}
