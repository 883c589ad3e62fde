import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddingStatus } from './embedding-runtime.port.js';
import { LocalEmbeddingRuntime, type LocalEmbeddingRuntimeOptions } from './local-embedding-runtime.js';
import type { SessionStart } from './onnx/session-messages.js';
import { type Session, SessionLostError } from './onnx/session-thread.js';
import type { ModelSource } from './store/model-source.js';
import { ModelStore } from './store/model-store.js';
import { TINY_FILES, TINY_MODEL } from './testing/tiny-model.js';

const delivering: ModelSource = {
  name: 'test',
  async supply({ wanted, sink }) {
    for (const file of wanted) {
      await sink.write(file, TINY_FILES[file.name] ?? new Uint8Array());
      await sink.finish(file);
    }
  },
};
const MISSING = 'Search by meaning is off: the model is missing. Get it with: npm run hearthlore models pull';

/** Answers everything with one vector. */
function sessionOf(vector: readonly number[]): Session {
  return {
    run: () => Promise.resolve({ kind: 'text', vector: Float32Array.from(vector) }),
    close: () => Promise.resolve(),
  };
}

describe('LocalEmbeddingRuntime', () => {
  let directory: string;
  let runtime: LocalEmbeddingRuntime;
  const states: string[] = [];

  beforeEach(async () => {
    states.splice(0);
    directory = await mkdtemp(join(tmpdir(), 'hearthlore-runtime-'));
  });
  afterEach(async () => {
    await runtime.close();
    await rm(directory, { recursive: true, force: true });
  });

  const storeWith = (...sources: ModelSource[]) => new ModelStore({ directory, registry: [TINY_MODEL], sources });
  async function started(options: Partial<LocalEmbeddingRuntimeOptions>): Promise<EmbeddingStatus> {
    runtime = new LocalEmbeddingRuntime({
      store: storeWith(delivering),
      modelId: TINY_MODEL.id,
      sessions: 1,
      devices: ['cpu'],
      isPulling: true,
      startSession: () => Promise.resolve(sessionOf([0, 1, 0, 0])),
      onChange: ({ state }) => states.push(state),
      ...options,
    });
    runtime.start();
    await runtime.whenSettled();
    return runtime.status;
  }

  it('fetches a missing model and becomes ready', async () => {
    const status = await started({});
    expect(status).toMatchObject({ state: 'ready', modelId: 'tiny/int8', provider: 'cpu', sessions: 1 });
    expect(runtime.model?.modelId).toBe('tiny/int8');
    expect(states).toEqual(['ready']);
  });

  it('says that the model is missing and how to get it, then takes it up after a pull elsewhere', async () => {
    expect(await started({ store: storeWith(), isPulling: true })).toMatchObject({
      state: 'missing',
      message: MISSING,
      provider: null,
    });
    expect(runtime.model).toBeUndefined();
    await storeWith(delivering).pull(TINY_MODEL.id, { signal: new AbortController().signal });
    await runtime.reload();
    expect(runtime.status.state).toBe('ready');
    expect(states).toEqual(['missing', 'loading', 'ready']);
  });

  it('fetches nothing when it may not', async () => {
    expect(await started({ isPulling: false })).toMatchObject({ state: 'missing', message: MISSING });
  });

  it('falls back to the CPU, with the variant that belongs to it', async () => {
    const starts: SessionStart[] = [];
    const startSession = async (start: SessionStart): Promise<Session> => {
      starts.push(start);
      if (start.provider === 'cuda') throw new SessionLostError();
      return sessionOf(start.provider === 'webgpu' ? [0, 0, 0, 0] : [1, 0, 0, 0]);
    };
    expect(await started({ devices: ['cuda', 'webgpu', 'cpu'], startSession })).toMatchObject({
      provider: 'cpu',
      modelId: 'tiny/int8',
    });
    expect(starts.map(({ graphPath }) => graphPath.slice(directory.length))).toEqual([
      '/tiny/fp32.onnx',
      '/tiny/fp32.onnx',
      '/tiny/int8.onnx',
    ]);
  });

  it('names the 32-bit variant when a graphics processor computes', async () => {
    expect(await started({ devices: ['webgpu', 'cpu'] })).toMatchObject({ provider: 'webgpu', modelId: 'tiny/fp32' });
  });

  it('says that the model does not run when no provider runs it', async () => {
    const status = await started({ startSession: () => Promise.reject(new SessionLostError()) });
    expect(status).toMatchObject({ state: 'failed', provider: null });
    expect(status.message).toContain('npm run hearthlore models check');
    expect(runtime.model).toBeUndefined();
  });

  it('stops a pull that is under way when it is closed', async () => {
    const waiting: ModelSource = {
      name: 'waiting',
      supply: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    };
    runtime = new LocalEmbeddingRuntime({
      store: storeWith(waiting),
      modelId: TINY_MODEL.id,
      sessions: 1,
      isPulling: true,
    });
    runtime.start();
    await runtime.close();
    expect(runtime.model).toBeUndefined();
  });
});
