import type { Scored } from '../fusion/scored.js';

/**
 * The best slots by score, best first; equal scores in slot order, so that the same question gives the same answer.
 * @param eligible 1 for each slot that may be found.
 * @param floor Only scores above it count.
 */
export function topSlots(
  scores: Float32Array,
  eligible: Uint8Array,
  limit: number,
  floor = Number.NEGATIVE_INFINITY,
): Scored<number>[] {
  const heap: Scored<number>[] = [];
  let least = floor;
  for (let slot = 0; slot < eligible.length; slot += 1) {
    const score = scores[slot] ?? Number.NEGATIVE_INFINITY;
    if (!(score > least) || eligible[slot] !== 1) continue;
    if (heap.length < limit) {
      heap.push({ key: slot, score });
      siftUp(heap);
    } else {
      heap[0] = { key: slot, score };
      siftDown(heap);
    }
    if (heap.length === limit) least = Math.max(floor, heap[0]?.score ?? floor);
  }
  return heap.sort((a, b) => b.score - a.score || a.key - b.key);
}

/** The worst is on top: the lower score, or of equal ones the later slot. */
function isWorse(a: Scored<number> | undefined, b: Scored<number> | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.score < b.score || (a.score === b.score && a.key > b.key);
}

function swap(heap: Scored<number>[], a: number, b: number): void {
  const [first, second] = [heap[a], heap[b]];
  if (first === undefined || second === undefined) return;
  heap[a] = second;
  heap[b] = first;
}

function siftUp(heap: Scored<number>[]): void {
  for (let at = heap.length - 1; at > 0; ) {
    const parent = (at - 1) >> 1;
    if (!isWorse(heap[at], heap[parent])) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function siftDown(heap: Scored<number>[]): void {
  for (let at = 0; ; ) {
    const left = 2 * at + 1;
    const worst = isWorse(heap[left + 1], heap[left]) ? left + 1 : left;
    if (!isWorse(heap[worst], heap[at])) return;
    swap(heap, at, worst);
    at = worst;
  }
}
