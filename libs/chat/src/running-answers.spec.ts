import { type ConversationId, newId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { AnswerRunningError, AnswerStoppedError } from './chat.errors.js';
import { RunningAnswers } from './running-answers.js';

const id = newId<ConversationId>();

describe('RunningAnswers', () => {
  it('lets one answer a conversation run, and others beside it', () => {
    const running = new RunningAnswers();
    const first = running.start(id, []);
    expect(() => running.start(id, [])).toThrow(AnswerRunningError);
    running.start(newId<ConversationId>(), []);
    first.end();
    running.start(id, []);
  });

  it('stops by its own hand and by each signal it was given', () => {
    const running = new RunningAnswers();
    const first = running.start(id, []);
    running.stop(id);
    expect(first.signal.reason).toBeInstanceOf(AnswerStoppedError);
    first.end();
    running.stop(id);
    const reader = new AbortController();
    const second = running.start(id, [new AbortController().signal, reader.signal]);
    reader.abort();
    expect(second.signal.aborted).toBe(true);
  });

  it('closes when all that was said is kept', async () => {
    const running = new RunningAnswers();
    const answer = running.start(id, []);
    answer.begin();
    let isClosed = false;
    const closing = running.close().then(() => {
      isClosed = true;
    });
    await Promise.resolve();
    expect(answer.signal.aborted).toBe(true);
    expect(isClosed).toBe(false);
    answer.end();
    await closing;
    expect(isClosed).toBe(true);
  });
});
