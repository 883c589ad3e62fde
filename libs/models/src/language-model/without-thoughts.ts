const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Leaves out the `<think>…</think>` with which reasoning models begin where their server does not put it into a field of
 * its own. It is no answer: it talks about the passages without being held to them.
 *
 * @returns The answer's pieces, whatever the cuts; thoughts that never end leave nothing.
 */
export async function* withoutThoughts(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let held = '';
  let state: 'undecided' | 'thinking' | 'answering' = 'undecided';
  for await (const piece of pieces) {
    if (state === 'answering') {
      yield piece;
      continue;
    }
    held += piece;
    if (state === 'undecided') {
      const start = held.trimStart();
      if (start.length < OPEN.length && OPEN.startsWith(start)) continue;
      state = start.startsWith(OPEN) ? 'thinking' : 'answering';
    }
    const from = state === 'thinking' ? endOfThoughts(held) : 0;
    if (from === undefined) continue;
    state = 'answering';
    const answer = held.slice(from);
    held = '';
    if (answer !== '') yield answer;
  }
  if (state === 'undecided' && held !== '') yield held;
}

function endOfThoughts(text: string): number | undefined {
  const at = text.indexOf(CLOSE);
  return at < 0 ? undefined : at + CLOSE.length;
}
