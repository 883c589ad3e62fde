import { describe, expect, it } from 'vitest';
import { checkNode, checkSwap } from './machine-checks.js';

const HEADER = 'Filename\tType\tSize\tUsed\tPriority\n';

describe('doctor', () => {
  it('does not accept a Node that leaves the parser on the network', () => {
    expect(checkNode('24.21.0').state).toBe('fail');
    expect(checkNode('26.0.0').state).toBe('ok');
  });

  it('warns of swap that reaches a disk, not of swap in RAM', () => {
    expect(checkSwap(HEADER).state).toBe('ok');
    expect(checkSwap(`${HEADER}/dev/zram0 partition 1 0 100\n`).state).toBe('ok');
    const found = checkSwap(
      `${HEADER}/dev/zram0 partition 1 0 100\n/dev/sda2 partition 1 0 -2\n/swap.img file 1 0 -3\n`,
    );
    expect(found).toMatchObject({ state: 'warn', message: expect.stringContaining('/dev/sda2, /swap.img') });
  });
});
