import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelUnavailableError } from '../../model.errors.js';
import type { EmbeddingPriority } from '../embedding-model.port.js';
import type { SessionAnswer, SessionTask } from './session-messages.js';
import { SessionPool } from './session-pool.js';
import { type Session, SessionLostError, SessionTaskError } from './session-thread.js';

/** Answers when the test lets it, and remembers what it was asked. */
class HeldSession implements Session {
  isClosed = false;
  #settle: { resolve: (answer: SessionAnswer) => void; reject: (error: Error) => void } | undefined;

  constructor(private readonly asked: string[]) {}

  run(task: SessionTask): Promise<SessionAnswer> {
    this.asked.push(task.text);
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  async answer(): Promise<void> {
    this.#settle?.resolve({ kind: 'count', pieces: 1 });
    await letGo();
  }

  async fail(error: Error): Promise<void> {
    this.#settle?.reject(error);
    await letGo();
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

/** Lets everything run that waits for nothing but its turn. */
const letGo = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

describe('SessionPool', () => {
  let asked: string[];
  let sessions: HeldSession[];
  let pool: SessionPool;
  let refusesToStart: boolean;

  const ask = (text: string, priority: EmbeddingPriority = 'document', signal = new AbortController().signal) => {
    const outcome = pool.run({ kind: 'count', text }, { priority, signal });
    outcome.catch(() => undefined);
    return outcome;
  };
  const session = (index: number): HeldSession => {
    const found = sessions[index];
    if (found === undefined) throw new RangeError('no such session');
    return found;
  };

  beforeEach(async () => {
    vi.useFakeTimers();
    [asked, sessions, refusesToStart] = [[], [], false];
    const start = async (): Promise<Session> => {
      if (refusesToStart) throw new SessionLostError();
      const started = new HeldSession(asked);
      sessions.push(started);
      return started;
    };
    pool = new SessionPool({ start, maxSessions: 2, idleMilliseconds: 60_000 });
    await pool.open();
  });

  afterEach(() => vi.useRealTimers());

  it('lets a query overtake documents that are waiting', async () => {
    for (const text of ['d1', 'd2', 'd3']) void ask(text);
    void ask('q', 'query');
    for (let count = 0; count < 4; count++) await session(0).answer();
    expect(asked).toEqual(['d1', 'q', 'd2', 'd3']);
  });

  it('forgets queued work that is aborted, with the reason of its signal', async () => {
    const leaving = new AbortController();
    void ask('d1');
    const outcome = ask('d2', 'document', leaving.signal);
    void ask('d3');
    leaving.abort(new Error('locked'));
    await expect(outcome).rejects.toThrow('locked');
    await session(0).answer();
    expect(asked).toEqual(['d1', 'd3']);
  });

  it('does not wait for work that is aborted while it runs', async () => {
    const leaving = new AbortController();
    const outcome = ask('d1', 'document', leaving.signal);
    leaving.abort(new Error('locked'));
    await expect(outcome).rejects.toThrow('locked');
  });

  it('gives the task of a lost session to a new one, once', async () => {
    const outcome = ask('d1');
    await session(0).fail(new SessionLostError());
    expect(session(0).isClosed).toBe(true);
    await session(1).answer();
    await expect(outcome).resolves.toEqual({ kind: 'count', pieces: 1 });
    expect(asked).toEqual(['d1', 'd1']);
  });

  it('gives a task up that has cost two sessions, and goes on with the next', async () => {
    const outcome = ask('poison');
    await session(0).fail(new SessionLostError());
    await session(1).fail(new SessionLostError());
    await expect(outcome).rejects.toThrow(ModelUnavailableError);
    const next = ask('fine');
    await letGo();
    await session(2).answer();
    await expect(next).resolves.toBeDefined();
  });

  it('does not retry what the runtime refused, and keeps the session', async () => {
    const outcome = ask('d1');
    await session(0).fail(new SessionTaskError('out of range'));
    await expect(outcome).rejects.toThrow(ModelUnavailableError);
    void ask('d2');
    expect(asked).toEqual(['d1', 'd2']);
    expect(sessions).toHaveLength(1);
  });

  it('is unavailable while no session starts, and recovers', async () => {
    refusesToStart = true;
    const outcome = ask('d1');
    await session(0).fail(new SessionLostError());
    await expect(outcome).rejects.toThrow(ModelUnavailableError);
    refusesToStart = false;
    const next = ask('d2');
    await letGo();
    await session(1).answer();
    await expect(next).resolves.toBeDefined();
  });

  it('starts a second session when work piles up, no third one, and ends it when idle', async () => {
    for (let count = 0; count < 40; count++) void ask(`d${count}`);
    await letGo();
    expect(pool.sessions).toBe(2);
    for (let count = 0; count < 40; count++) await session(count % 2).answer();
    expect(pool.sessions).toBe(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(pool.sessions).toBe(1);
    expect(sessions.filter(({ isClosed }) => !isClosed)).toHaveLength(1);
  });

  it('ends every session and fails what waits when it is closed', async () => {
    void ask('d1');
    const waiting = ask('d2');
    await pool.close();
    await expect(waiting).rejects.toThrow(ModelUnavailableError);
    await expect(ask('d3')).rejects.toThrow(ModelUnavailableError);
    expect(session(0).isClosed).toBe(true);
  });
});
