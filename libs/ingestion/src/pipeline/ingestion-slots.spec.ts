import { describe, expect, it } from 'vitest';
import { IngestionBusyError } from './ingestion.errors.js';
import { IngestionSlots } from './ingestion-slots.js';

const { signal } = new AbortController();

/** Whether a promise is settled once everything that was ready has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  promise.then(note, note);
  await new Promise(setImmediate);
  return settled;
}

describe('slots for reading', () => {
  it('are two; the third waits until one is free', async () => {
    const slots = new IngestionSlots(100);
    const free = await slots.take(1, signal);
    await slots.take(1, signal);
    const third = slots.take(1, signal);
    expect(await isSettled(third)).toBe(false);
    free();
    await expect(third).resolves.toBeTypeOf('function');
  });

  it('go to those who wait in their order', async () => {
    const slots = new IngestionSlots(100);
    const order: number[] = [];
    const first = await slots.take(1, signal);
    await slots.take(1, signal);
    const waiting = [3, 4, 5].map(async (name) => {
      const free = await slots.take(1, signal);
      order.push(name);
      free();
    });
    first();
    await Promise.all(waiting);
    expect(order).toEqual([3, 4, 5]);
  });

  it('are freed once however often they are given back', async () => {
    const slots = new IngestionSlots(100);
    const free = await slots.take(1, signal);
    await slots.take(1, signal);
    free();
    free();
    await slots.take(1, signal);
    expect(await isSettled(slots.take(1, signal))).toBe(false);
  });

  it('let no more wait than memory allows, and say so at once', async () => {
    const slots = new IngestionSlots(10);
    const free = await slots.take(1_000, signal);
    await slots.take(1_000, signal);
    const waiting = slots.take(6, signal);
    await expect(slots.take(5, signal)).rejects.toThrow(IngestionBusyError);
    const small = slots.take(4, signal);
    free();
    await waiting;
    expect(await isSettled(small)).toBe(false);
    const next = slots.take(6, signal);
    expect(await isSettled(next)).toBe(false);
  });

  it('are not taken by somebody who gave up waiting, whose memory counts no more', async () => {
    const slots = new IngestionSlots(10);
    const free = await slots.take(1, signal);
    await slots.take(1, signal);
    const patience = new AbortController();
    const waiting = slots.take(10, patience.signal);
    patience.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    const next = slots.take(10, signal);
    free();
    await expect(next).resolves.toBeTypeOf('function');
  });

  it('are not taken by somebody who is gone before waiting', async () => {
    const slots = new IngestionSlots(10);
    const free = await slots.take(1, signal);
    await slots.take(1, signal);
    await expect(slots.take(10, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    const next = slots.take(10, signal);
    free();
    await expect(next).resolves.toBeTypeOf('function');
  });
});
