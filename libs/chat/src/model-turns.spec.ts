import { describe, expect, it } from 'vitest';
import { ModelBusyError, type ModelTurn, ModelTurns } from './model-turns.js';

const never = new AbortController().signal;

/** @returns What is told while waiting, filled in as it comes, and when the turn has come. */
function waits(turn: ModelTurn, signal = never): { readonly told: number[]; readonly turn: Promise<void> } {
  const told: number[] = [];
  const wait = async (): Promise<void> => {
    for await (const position of turn.wait(signal)) told.push(position);
  };
  return { told, turn: wait() };
}

describe('the line for the language model', () => {
  it('lets as many in as the model answers at once, and the others in their order', async () => {
    const turns = new ModelTurns(2);
    const [a, b, c, d] = [turns.join(), turns.join(), turns.join(), turns.join()];
    await Promise.all([waits(a).turn, waits(b).turn]);
    const [third, fourth] = [waits(c), waits(d)];
    await expect.poll(() => [third.told, fourth.told]).toEqual([[1], [2]]);
    b.leave();
    await third.turn;
    await expect.poll(() => fourth.told).toEqual([2, 1]);
    c.leave();
    await fourth.turn;
  });

  it('moves up when somebody leaves who was still waiting', async () => {
    const turns = new ModelTurns(1);
    const [, b, c] = [turns.join(), turns.join(), turns.join()];
    const last = waits(c);
    await expect.poll(() => last.told).toEqual([2]);
    b.leave();
    b.leave();
    await expect.poll(() => last.told).toEqual([2, 1]);
  });

  it('turns away whom it has no place for, and says which that would have been', () => {
    const turns = new ModelTurns(1, 2);
    const [a] = [turns.join(), turns.join(), turns.join()];
    expect(() => turns.join()).toThrow(expect.objectContaining({ code: 'busy', details: { position: 3 } }));
    expect(() => turns.join()).toThrow(ModelBusyError);
    a?.leave();
    expect(() => turns.join()).not.toThrow();
  });

  it('waits no longer than whoever asked', async () => {
    const turns = new ModelTurns(1);
    turns.join();
    const gone = new AbortController();
    const waiting = waits(turns.join(), gone.signal);
    await expect.poll(() => waiting.told).toEqual([1]);
    gone.abort(new Error('gone'));
    await expect(waiting.turn).rejects.toThrow('gone');
  });

  it('is no line where nothing has to wait', async () => {
    const turns = new ModelTurns();
    for (let n = 0; n < 100; n += 1) {
      const one = waits(turns.join());
      await one.turn;
      expect(one.told).toEqual([]);
    }
  });
});
