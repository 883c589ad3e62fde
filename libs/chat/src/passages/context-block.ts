import type { PassageHit } from '../ports/passage-search.port.js';

/** What one number in square brackets stands for: a passage, or neighbours that read on from one another. */
export interface ContextBlock {
  readonly n: number;
  /** In reading order; at least one. */
  readonly passages: readonly PassageHit[];
  /** The passages' text with what they repeat of one another left out. */
  readonly text: string;
}

/** Chunkers overlap by a sentence or two; a longer repetition is the document's own. */
const LONGEST_OVERLAP = 400;
/** A handful of equal characters at a seam is chance. */
const SHORTEST_OVERLAP = 12;

/**
 * Joins hits that touch in their document and numbers what comes out, best first: number 1 is the block that holds
 * the best hit. Leaving out the last numbers for want of room thus never renumbers the others.
 */
export function contextBlocks(hits: readonly PassageHit[]): ContextBlock[] {
  const groups: PassageHit[][] = [];
  for (const hit of hits) {
    const touching = groups.filter((group) => group.some((other) => touch(hit, other)));
    const [first, ...rest] = touching;
    if (first === undefined) groups.push([hit]);
    else {
      first.push(hit, ...rest.flat());
      for (const group of rest) groups.splice(groups.indexOf(group), 1);
    }
  }
  return groups.map((group, at) => {
    const passages = group.sort((a, b) => a.index - b.index);
    return { n: at + 1, passages, text: passages.map(({ text }) => text).reduce(joined) };
  });
}

/** @returns The blocks as a person would read them: documents by their best block, inside one by position. */
export function inReadingOrder(blocks: readonly ContextBlock[]): ContextBlock[] {
  const ranks = new Map<string, number>();
  for (const { n, passages } of blocks) {
    for (const { documentId } of passages) ranks.set(documentId, Math.min(n, ranks.get(documentId) ?? n));
  }
  const place = ({ passages: [first] }: ContextBlock): readonly [number, number] =>
    first === undefined ? [0, 0] : [ranks.get(first.documentId) ?? 0, first.index];
  return [...blocks].sort((a, b) => {
    const [rankA, indexA] = place(a);
    const [rankB, indexB] = place(b);
    return rankA - rankB || indexA - indexB;
  });
}

function touch(a: PassageHit, b: PassageHit): boolean {
  return a.documentId === b.documentId && Math.abs(a.index - b.index) === 1;
}

function joined(before: string, after: string): string {
  const longest = Math.min(LONGEST_OVERLAP, before.length, after.length);
  for (let length = longest; length >= SHORTEST_OVERLAP; length -= 1) {
    if (before.endsWith(after.slice(0, length))) return before + after.slice(length);
  }
  return `${before}\n${after}`;
}
