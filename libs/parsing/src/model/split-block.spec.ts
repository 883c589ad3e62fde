import { describe, expect, it } from 'vitest';
import { splitBlock } from './split-block.js';

describe('a block of any length', () => {
  it('is cut at lines or spaces into parts that are the whole', () => {
    const text = 'Plums and pears. '.repeat(10_000).trim();
    const parts = [...splitBlock('paragraph', text)];
    expect(parts.length).toBeGreaterThan(5);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(20_000);
    expect(parts.join(' ')).toBe(text);
  });

  it('is cut even where it has no space, but in no character', () => {
    const parts = [...splitBlock('paragraph', `a${'🌱'.repeat(30_000)}`)];
    expect(parts.join('')).toBe(`a${'🌱'.repeat(30_000)}`);
    for (const part of parts) expect(part.isWellFormed()).toBe(true);
  });

  it('has its header row in every part when it is a table', () => {
    const table = ['Name | Price', ...Array.from({ length: 5000 }, (_, index) => `Plum ${index} | ${index} €`)].join(
      '\n',
    );
    const parts = [...splitBlock('table', table)];
    for (const part of parts) expect(part.startsWith('Name | Price\nPlum ')).toBe(true);
  });

  it('is left as it is when it is short', () => {
    expect([...splitBlock('code', '  a\n  b')]).toEqual(['  a\n  b']);
  });
});
