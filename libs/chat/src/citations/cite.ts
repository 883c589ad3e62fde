import type { Citation, Source } from '../conversations/conversation.js';
import type { ContextBlock } from '../passages/context-block.js';
import { sentencesOf } from '../passages/sentences.js';
import { termScores } from '../passages/term-scores.js';
import type { PassageHit } from '../ports/passage-search.port.js';

export function sourceOf({ n, passages }: ContextBlock): Source | undefined {
  const [first] = passages;
  const last = passages.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    n,
    documentId: first.documentId,
    title: first.title,
    page: first.page,
    lastPage: last.lastPage ?? last.page,
  };
}

/** @returns The citation of a sentence that was taken from `hit` as it stands there. */
export function citationOf(n: number, hit: PassageHit, quote: string): Citation {
  const { passageId, documentId, title, page, score } = hit;
  return { n, passageId, documentId, title, page, quote, score };
}

/** @returns The block's citation with the sentence of its passages that comes closest to what is claimed. */
export function citationFor({ n, passages }: ContextBlock, claim: string): Citation | undefined {
  const candidates = passages.flatMap((hit) => sentencesOf(hit.text).map(({ text }) => ({ hit, text })));
  const scores = termScores(
    claim,
    candidates.map(({ text }) => text),
  );
  const best = candidates[scores.indexOf(Math.max(...scores))];
  return best && citationOf(n, best.hit, best.text);
}
