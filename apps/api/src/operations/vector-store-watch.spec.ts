import { ManualClock } from '@hearthlore/kernel/testing';
import {
  type QdrantExamination,
  RefusalReason,
  VectorStoreRefusedError,
  VectorStoreUnavailableError,
  VectorStoreVersionError,
} from '@hearthlore/qdrant';
import { afterEach, describe, expect, it } from 'vitest';
import { VectorStoreWatch } from './vector-store-watch.js';

const START = new Date('2026-07-01T12:00:00Z');
const GOOD: QdrantExamination = { version: '1.18.3', usesTokens: true, isOpen: false };

class ServerOnPaper {
  isUp = true;
  fault: Error | undefined;
  #back: () => void = () => undefined;

  whenBack(listener: () => void): void {
    this.#back = listener;
  }

  examine(): Promise<QdrantExamination> {
    return this.fault === undefined ? Promise.resolve(GOOD) : Promise.reject(this.fault);
  }

  comesBack(): void {
    this.isUp = true;
    this.fault = undefined;
    this.#back();
  }
}

const NO_POINTS = { collections: 0, documents: 0, points: 0, waiting: 0 };
const choice = { measure: () => Promise.resolve(NO_POINTS) };
const opened: VectorStoreWatch[] = [];
afterEach(() => {
  for (const watch of opened.splice(0)) watch.close();
});

function aWatch(server?: ServerOnPaper) {
  const clock = new ManualClock(START);
  const watch = new VectorStoreWatch(server, choice, clock);
  opened.push(watch);
  return { clock, watch };
}

describe('the watch over the vector store', () => {
  it('starts without it, says since when it is away, and that it is back', async () => {
    const server = new ServerOnPaper();
    server.fault = new VectorStoreUnavailableError();
    const { watch, clock } = aWatch(server);
    await expect(watch.open()).resolves.toMatchObject({ isUp: false, downSince: START });
    clock.advance(60_000);
    await watch.look();
    expect(watch.standing).toMatchObject({ downSince: START, fault: 'vector-store.unavailable' });
    server.comesBack();
    await expect.poll(() => watch.standing).toMatchObject({ isUp: true, downSince: undefined, examination: GOOD });
  });

  it('starts with nothing of another version, and with one that refuses the key', async () => {
    const server = new ServerOnPaper();
    server.fault = new VectorStoreVersionError('1.15.0');
    await expect(aWatch(server).watch.open()).rejects.toThrow(VectorStoreVersionError);
    server.fault = new VectorStoreRefusedError(RefusalReason.credentials);
    await expect(aWatch(server).watch.open()).resolves.toMatchObject({ isUp: false, fault: 'vector-store.refused' });
  });

  it('notices that the circuit opened before it looks again', async () => {
    const server = new ServerOnPaper();
    const { watch } = aWatch(server);
    await watch.open();
    server.isUp = false;
    expect(watch.standing).toMatchObject({ isUp: false, isCircuitOpen: true, downSince: START });
  });

  it('finds the sealed store always there', async () => {
    await expect(aWatch().watch.open()).resolves.toMatchObject({ kind: 'sealed', isUp: true });
    await expect(aWatch().watch.state()).resolves.toMatchObject({ points: NO_POINTS });
  });
});
