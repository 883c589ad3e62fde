import { AppError } from '@hearthlore/kernel';
import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';
import { currentRequestId } from './request-context.js';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

const FIELD = /^[a-zA-Z][a-zA-Z0-9_]{0,40}$/;
const FIELD_LENGTH = 200;
/** Nest tells of every module and route at each start: of use to whoever looks for a fault, noise to everybody else. */
const CHATTY = new Set(['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

/**
 * JSON lines on stdout: a constant message, ids and counts. An allow-list, not a redaction: values that are not plain
 * strings, numbers or booleans are left out, and of errors go only name, code and places in the code, because an
 * error's message may quote what somebody wrote. [Note: Logs without content]
 */
export class JsonLogger implements LoggerService {
  readonly #pino: Logger;

  constructor(level: LogLevel, destination?: DestinationStream) {
    const options = {
      level,
      base: null,
      timestamp: () => `,"time":${Date.now()}`,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.#pino = destination === undefined ? pino(options) : pino(options, destination);
  }

  log(message: unknown, ...rest: readonly unknown[]): void {
    this.#write(CHATTY.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('debug', message, rest);
  }

  /** Nest passes the context's name as the last string; objects before it are fields. */
  #write(level: LogLevel, message: unknown, rest: readonly unknown[]): void {
    const fields: Record<string, unknown> = {};
    const requestId = currentRequestId();
    if (requestId !== undefined) fields['requestId'] = requestId;
    const context = rest.at(-1);
    if (typeof context === 'string') fields['context'] = context.slice(0, FIELD_LENGTH);
    for (const part of [message, ...rest]) {
      if (part instanceof Error) Object.assign(fields, describeError(part));
      else if (typeof part === 'object' && part !== null) Object.assign(fields, allowed(part));
    }
    this.#pino[level](fields, typeof message === 'string' ? message.slice(0, FIELD_LENGTH) : 'error');
  }
}

/** What may be said of an error anywhere: never its message, unless it is one of ours, which are constant. */
export function describeError(error: Error): Record<string, unknown> {
  const code = 'code' in error && typeof error.code === 'string' ? error.code.slice(0, 60) : undefined;
  const at = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
  const cause = error.cause instanceof Error ? { cause: error.cause.name } : {};
  return {
    error: error.name,
    ...(code === undefined ? {} : { code }),
    ...(error instanceof AppError ? { message: error.message } : {}),
    ...cause,
    at,
  };
}

function allowed(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name, value]) => FIELD.test(name) && ['string', 'number', 'boolean'].includes(typeof value))
      .map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, FIELD_LENGTH) : value]),
  );
}
