import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { HARDENED_NODE_OPTIONS } from './hardening.js';
import { ServiceFailedError } from './supervisor.errors.js';

/** A process of the product that this one started, and that ends when this one does. */
export interface Service {
  readonly name: string;
  readonly pid: number;
  /** Resolves with a few words when it ends, wanted or not. */
  readonly ended: Promise<string>;
  /** Asks it to finish, and ends it after `milliseconds`. */
  stop(milliseconds: number): Promise<void>;
}

export interface ServiceOptions {
  readonly name: string;
  readonly script: string;
  readonly environment: NodeJS.ProcessEnv;
  /** One line of JSON on descriptor 3, which stays open: its end tells the service that its supervisor is gone. */
  readonly secrets: object;
}

/** @throws {ServiceFailedError} when the process cannot be made at all. */
export function startService({ name, script, environment, secrets }: ServiceOptions): Service {
  // Detached: Ctrl-C reaches every process of the terminal's group, but the supervisor decides who stops when.
  const child = spawn(process.execPath, [...HARDENED_NODE_OPTIONS, script], {
    env: environment,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  const pipe = child.stdio[3];
  if (child.pid === undefined || !isWritable(pipe)) throw new ServiceFailedError(name, 'could not be started');
  // A service that dies early closes its end first; `ended` tells.
  pipe.on('error', () => undefined);
  pipe.write(`${JSON.stringify(secrets)}\n`);
  return { name, pid: child.pid, ended, stop: (milliseconds) => stop(child, ended, milliseconds) };
}

function isWritable(stream: unknown): stream is Writable {
  return typeof stream === 'object' && stream !== null && 'write' in stream;
}

async function stop(child: ChildProcess, ended: Promise<string>, milliseconds: number): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  await ended;
  clearTimeout(timer);
}
