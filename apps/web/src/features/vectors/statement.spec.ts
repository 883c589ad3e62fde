import { describe, expect, it } from 'vitest';
import leakage from '../../../../../docs/leakage.md?raw';
import { statementBlocks } from './statement.js';

describe('the statement of what a vector store learns', () => {
  it('is paragraphs and lists', () => {
    expect(statementBlocks('# Title\n\nOne\ntwo.\n\n- three\n  four;\n- five\n\nSix.\n')).toEqual([
      { type: 'paragraph', text: 'One two.' },
      { type: 'list', items: ['three four;', 'five'] },
      { type: 'paragraph', text: 'Six.' },
    ]);
  });

  it('has nothing that a page or a terminal would show as signs', () => {
    expect(leakage).not.toMatch(/\]\(|\*\*|^\||^```|^ *\d+\. /m);
    expect(Math.max(...leakage.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('promises no more than there is', () => {
    expect(leakage).not.toMatch(/end.to.end|zero.knowledge/i);
    expect(leakage.replace(/\s+/g, ' ')).toContain('That is obfuscation, not encryption');
  });

  it('lists what a thief of the files learns', () => {
    expect(statementBlocks(leakage).map(({ type }) => type)).toContain('list');
  });
});
