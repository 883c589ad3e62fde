import { type DocumentId, newId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { aHit } from '../testing/conversations.js';
import { contextBlocks, inReadingOrder } from './context-block.js';

const one = newId<DocumentId>();
const other = newId<DocumentId>();
const hit = (documentId: DocumentId, index: number, text = `text ${index}`) => aHit(text, { documentId, index });
const shape = (blocks: ReturnType<typeof contextBlocks>) =>
  blocks.map(({ n, passages }) => [n, passages.map(({ index }) => index)]);

describe('contextBlocks', () => {
  it('joins neighbours of one document and numbers by the best hit', () => {
    const hits = [hit(one, 5), hit(other, 6), hit(one, 9), hit(one, 6), hit(one, 4)];
    expect(shape(contextBlocks(hits))).toEqual([
      [1, [4, 5, 6]],
      [2, [6]],
      [3, [9]],
    ]);
  });

  it('joins two groups when a passage comes between them', () => {
    expect(shape(contextBlocks([hit(one, 1), hit(one, 3), hit(other, 0), hit(one, 2)]))).toEqual([
      [1, [1, 2, 3]],
      [2, [0]],
    ]);
  });

  it('leaves out what neighbours repeat of one another', () => {
    const [block] = contextBlocks([
      hit(one, 0, 'It begins. The cover ends in 2027.'),
      hit(one, 1, 'The cover ends in 2027. Then it renews.'),
    ]);
    expect(block?.text).toBe('It begins. The cover ends in 2027. Then it renews.');
  });

  it('keeps the numbers of the best when the last are left out', () => {
    const hits = [hit(one, 7), hit(other, 2), hit(one, 1)];
    expect(contextBlocks(hits.slice(0, 2))).toEqual(contextBlocks(hits).slice(0, 2));
  });
});

describe('inReadingOrder', () => {
  it('keeps documents together, the best first, and reads each from the front', () => {
    const blocks = contextBlocks([hit(one, 7), hit(other, 2), hit(one, 1)]);
    expect(inReadingOrder(blocks).map(({ n }) => n)).toEqual([3, 1, 2]);
  });
});
