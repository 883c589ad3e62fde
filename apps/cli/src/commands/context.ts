import type { Command } from 'commander';
import { z } from 'zod';
import { ApiClient } from '../client/api-client.js';
import { WrongUseError } from '../client/client.errors.js';
import { configFolder } from '../client/config-folder.js';
import { SessionStore } from '../client/session-store.js';
import { trustAuthorities } from '../client/trusted-authorities.js';

const globalOptions = z.object({ json: z.boolean().default(false), server: z.string().optional() });

/** What every command that talks to a server needs. */
export interface CommandContext {
  readonly client: ApiClient;
  readonly isJson: boolean;
  /** Prints the machine's form with `--json`, else the person's. */
  readonly print: (data: unknown, text: string) => void;
}

/** The options that every command takes. */
export function addGlobalOptions(program: Command): Command {
  return program
    .option('--json', 'print JSON')
    .option('--server <url>', 'address of the server (default: HEARTHLORE_PUBLIC_URL, or this machine)');
}

export function isJson(command: Command): boolean {
  return globalOptions.parse(command.optsWithGlobals()).json;
}

export function contextOf(command: Command): CommandContext {
  const { json, server } = globalOptions.parse(command.optsWithGlobals());
  const origin = serverOrigin(server, process.env);
  if (origin.startsWith('https:')) trustAuthorities(process.env.HEARTHLORE_DATA_DIR || './data');
  const client = new ApiClient(
    origin,
    new SessionStore(configFolder(process.env), origin),
    process.env.HEARTHLORE_API_KEY || undefined,
  );
  return {
    client,
    isJson: json,
    print: (data, text) => console.log(json ? JSON.stringify(data, undefined, 2) : text),
  };
}

/** @throws {WrongUseError} for an address that would send a passphrase in clear over a network. */
export function serverOrigin(option: string | undefined, environment: NodeJS.ProcessEnv): string {
  const { HEARTHLORE_PUBLIC_URL, HEARTHLORE_HOST = '127.0.0.1', HEARTHLORE_PORT = '7420' } = environment;
  const host = HEARTHLORE_HOST.includes(':') ? `[${HEARTHLORE_HOST}]` : HEARTHLORE_HOST;
  const text = option ?? HEARTHLORE_PUBLIC_URL ?? `http://${host}:${HEARTHLORE_PORT}`;
  if (!URL.canParse(text)) throw new WrongUseError(`"${text}" is no address.`);
  const url = new URL(text);
  const isLoopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback))
    throw new WrongUseError('Only https:// addresses and this machine itself: anything else sends secrets in clear.');
  return url.origin;
}
