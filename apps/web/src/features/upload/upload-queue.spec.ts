import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../api/problem.js';
import { type Upload, UploadQueue } from './upload-queue.js';

/** A server whose answers the test gives when it wants to. */
function arrange() {
  const calls: { name: string; allowDuplicate: boolean; answer: PromiseWithResolvers<string> }[] = [];
  const queue = new UploadQueue({
    send: (file, { allowDuplicate, signal }) => {
      const answer = Promise.withResolvers<string>();
      signal.addEventListener('abort', () => answer.reject(new DOMException('', 'AbortError')));
      calls.push({ name: file.name, allowDuplicate, answer });
      return answer.promise;
    },
    onAccepted: () => undefined,
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { calls, queue, settle };
}

const aFile = (name: string): File => new File(['text'], name);
const kinds = (uploads: readonly Upload[]): string[] => uploads.map(({ state }) => state.kind);

describe('the upload queue', () => {
  it('sends one file after the other', async () => {
    const { calls, queue, settle } = arrange();
    queue.add([aFile('a'), aFile('b')]);
    expect(kinds(queue.list())).toEqual(['sending', 'waiting']);
    calls[0]?.answer.resolve('id-a');
    await settle();
    expect(kinds(queue.list())).toEqual(['accepted', 'sending']);
    expect(calls.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('goes on with the next file when one is refused or cancelled', async () => {
    const { calls, queue, settle } = arrange();
    queue.add([aFile('a'), aFile('b'), aFile('c')]);
    calls[0]?.answer.reject(new ApiProblem('document.encrypted', 422));
    await settle();
    queue.cancel(queue.list()[1]?.key ?? 0);
    await settle();
    expect(kinds(queue.list())).toEqual(['refused', 'cancelled', 'sending']);
  });

  it('never sends a file that was cancelled while it waited', async () => {
    const { calls, queue, settle } = arrange();
    queue.add([aFile('a'), aFile('b')]);
    queue.cancel(queue.list()[1]?.key ?? 0);
    calls[0]?.answer.resolve('id-a');
    await settle();
    expect(calls).toHaveLength(1);
    expect(queue.isSending).toBe(false);
  });

  it('allows a duplicate only when asked to, and only for that file', async () => {
    const { calls, queue, settle } = arrange();
    queue.add([aFile('a')]);
    calls[0]?.answer.reject(new ApiProblem('document.duplicate', 409));
    await settle();
    queue.retry(queue.list()[0]?.key ?? 0, { allowDuplicate: true });
    calls[1]?.answer.resolve('id-a');
    await settle();
    queue.add([aFile('b')]);
    expect(calls.map(({ allowDuplicate }) => allowDuplicate)).toEqual([false, true, false]);
  });
});
