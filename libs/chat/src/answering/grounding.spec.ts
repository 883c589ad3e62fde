import { describe, expect, it } from 'vitest';
import { claimAt, groundingOf } from './grounding.js';
import { NOT_FOUND } from './sentences-we-say.js';

describe('groundingOf', () => {
  it.each([
    ['It ends in 2027 [1]. It is cheap.', 1, 1],
    ['It ends in 2027. [1] It is cheap [2].', 2, 0],
    ['It ends in 2027. [1][2]', 1, 0],
    ['', 0, 0],
    [NOT_FOUND, 0, 0],
    ['1. [1]\n\n---', 0, 0],
  ])('counts “%s”', (answer, supported, unsupported) => {
    expect(groundingOf(answer)).toEqual({ supported, unsupported });
  });
});

describe('claimAt', () => {
  it('is the sentence being written, or the one just ended', () => {
    expect(claimAt('First. It ends in 2027 ')).toBe('It ends in 2027');
    expect(claimAt('First [1]. It ends in 2027. ')).toBe('It ends in 2027.');
    expect(claimAt('')).toBe('');
  });
});
