import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Circuit } from './circuit.js';
import { VectorStoreRefusedError, VectorStoreUnavailableError } from './qdrant.errors.js';

const open: Circuit[] = [];

function aCircuit(probe: () => Promise<void> = () => Promise.reject(new Error('down'))) {
  let probes = 0;
  const circuit = new Circuit({
    failures: 3,
    probeEvery: 5,
    probeTimeout: 1_000,
    probe: () => {
      probes += 1;
      return probe();
    },
  });
  open.push(circuit);
  return { circuit, probes: () => probes };
}

const fail = (): Promise<never> => Promise.reject(new TypeError('fetch failed'));
const succeed = (): Promise<string> => Promise.resolve('done');

afterEach(() => {
  for (const circuit of open.splice(0)) circuit.close();
});

describe('the circuit', () => {
  it('repeats what failed, and gives what came of it', async () => {
    const { circuit } = aCircuit();
    let calls = 0;
    const call = (): Promise<string> => {
      calls += 1;
      return calls < 3 ? fail() : succeed();
    };
    await expect(circuit.run(1_000, call)).resolves.toBe('done');
    expect(circuit.isUp).toBe(true);
  });

  it('opens for failures one after another, not for as many with successes between them', async () => {
    const { circuit } = aCircuit();
    for (let round = 0; round < 5; round += 1) {
      let calls = 0;
      const once = (): Promise<string> => {
        calls += 1;
        return calls === 1 ? fail() : succeed();
      };
      await circuit.run(1_000, once);
    }
    expect(circuit.isUp).toBe(true);
    await expect(circuit.run(1_000, fail)).rejects.toThrow(VectorStoreUnavailableError);
    expect(circuit.isUp).toBe(false);
  });

  it('does not open for a refusal', async () => {
    const { circuit } = aCircuit();
    const refuse = (): Promise<never> => Promise.reject(new VectorStoreRefusedError('format'));
    for (let calls = 0; calls < 5; calls += 1)
      await expect(circuit.run(1_000, refuse)).rejects.toThrow(VectorStoreRefusedError);
    expect(circuit.isUp).toBe(true);
  });

  it('makes no call while it is open, and asks until the server is back', async () => {
    let isBack = false;
    const { circuit, probes } = aCircuit(() => (isBack ? Promise.resolve() : fail()));
    const returned = new Promise<void>((resolve) => circuit.whenBack(resolve));
    await expect(circuit.run(1_000, fail)).rejects.toThrow(VectorStoreUnavailableError);
    let calls = 0;
    const count = (): Promise<void> => {
      calls += 1;
      return Promise.resolve();
    };
    await expect(circuit.run(1_000, count)).rejects.toThrow(VectorStoreUnavailableError);
    expect(calls).toBe(0);
    await expect.poll(probes).toBeGreaterThan(2);
    expect(circuit.isUp).toBe(false);
    isBack = true;
    await returned;
    expect(circuit.isUp).toBe(true);
    await circuit.run(1_000, count);
    expect(calls).toBe(1);
  });

  it('does not wait for what ignores its time', async () => {
    const { circuit } = aCircuit();
    const never = (): Promise<never> => new Promise(() => undefined);
    await expect(circuit.run(20, never)).rejects.toThrow(VectorStoreUnavailableError);
  });

  it('asks no more when it is closed', async () => {
    const { circuit, probes } = aCircuit();
    await expect(circuit.run(1_000, fail)).rejects.toThrow(VectorStoreUnavailableError);
    circuit.close();
    const before = probes();
    await sleep(50);
    expect(probes()).toBe(before);
    await expect(circuit.run(1_000, succeed)).rejects.toThrow(VectorStoreUnavailableError);
  });
});
