import { describe, expect, it } from 'vitest';
import { readEventData } from './event-stream.js';

const TEXT = 'data: {"a":"ü"}\n\n: ping\n\ndata: one\r\ndata: two\r\n\r\nevent: x\ndata:[DONE]\n\ndata: cut off';

async function read(...chunks: Uint8Array[]): Promise<string[]> {
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const data: string[] = [];
  for await (const piece of readEventData(stream)) data.push(piece);
  return data;
}

describe('an event stream', () => {
  const whole = new TextEncoder().encode(TEXT);

  it('yields the data of whole events, without comments and other fields', async () => {
    await expect(read(whole)).resolves.toEqual(['{"a":"ü"}', 'one\ntwo', '[DONE]']);
  });

  it('reads the same however the bytes are cut', async () => {
    const expected = await read(whole);
    for (let at = 1; at < whole.length; at++)
      await expect(read(whole.slice(0, at), whole.slice(at))).resolves.toEqual(expected);
    await expect(read(...Array.from(whole, (byte) => Uint8Array.of(byte)))).resolves.toEqual(expected);
  });
});
