import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { WrongUseError } from '../client/client.errors.js';

/**
 * Asks on the terminal. A secret is not echoed, and there is no option that takes one: arguments show in the process
 * list and stay in the shell's history.
 */
export async function ask(question: string, options: { readonly isSecret?: boolean } = {}): Promise<string> {
  if (!process.stdin.isTTY) throw new WrongUseError(`${question}: there is no terminal to ask on.`);
  process.stderr.write(`${question}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({
    input: process.stdin,
    output: options.isSecret ? silent : process.stderr,
    terminal: true,
  });
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.once('line', resolve);
      reader.once('SIGINT', () => reject(new WrongUseError('Cancelled.')));
      reader.once('close', () => reject(new WrongUseError('Cancelled.')));
    });
  } finally {
    reader.close();
    if (options.isSecret) process.stderr.write('\n');
  }
}

/** A secret from a file, less one line end, or from the terminal. */
export async function secret(question: string, file: string | undefined): Promise<string> {
  if (file === undefined) return ask(question, { isSecret: true });
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new WrongUseError(`${file} cannot be read.`, { cause: error });
  }
}
