import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { ensureLanguageModelRuntime, type TinyModel } from './language-model-runtime.js';

/** The one sentence that the model `words` says, as the server sends it. */
export const FIXED_ANSWER = ' According to your family documents, the answer stands on page two [1].';

export interface LanguageModelServer {
  /** Base address with `/v1`, as in HEARTHLORE_LLM_URL. */
  readonly url: string;
  /** Requests the server is computing at this moment, by its own account. */
  busySlots(): Promise<number>;
  /** Ends it in an orderly way. */
  stop(): Promise<void>;
  /** Ends it as a crash would, in the middle of whatever it says. */
  kill(): Promise<void>;
}

/**
 * Starts llama.cpp's own server with a generated model on a free port.
 *
 * @param options.mode `words` says FIXED_ANSWER and stops; `random` goes on until its context is full or it is aborted.
 * @param options.context Tokens that one request may use.
 */
export async function startLanguageModelServer(options: {
  readonly mode: TinyModel;
  readonly context?: number;
}): Promise<LanguageModelServer> {
  const { python, models } = await ensureLanguageModelRuntime();
  const script = join(import.meta.dirname, 'serve.py');
  const child = spawn(python, [script, models[options.mode], String(options.context ?? 8192)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const origin = await listeningAddress(child);
  const exited = once(child, 'exit');
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return {
    url: `${origin}/v1`,
    busySlots: async () => {
      const slots: unknown = await (await fetch(`${origin}/slots`)).json();
      if (!Array.isArray(slots)) throw new TypeError('the server does not list its slots');
      return slots.filter((slot: { is_processing?: unknown }) => slot.is_processing === true).length;
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

async function listeningAddress(child: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^listening (http:\/\/\S+)$/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('the language model server ended before it listened');
}
