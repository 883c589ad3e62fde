import { openAsBlob } from 'node:fs';
import { basename, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { acceptedDocumentSchema, documentSchema, type UploadedDocument } from '../client/answers.js';
import type { ApiClient } from '../client/api-client.js';
import { ServerRefusedError, WrongUseError } from '../client/client.errors.js';
import { ExitCode, exitCodeOf, explain } from '../exit.js';
import { oneLine } from '../terminal/printable.js';
import { contextOf } from './context.js';

const POLL_MS = 300;
const UNDER_WAY = new Set(['queued', 'reading', 'indexing']);

const options = z.object({
  title: z.string().optional(),
  language: z.string().optional(),
  expiresAt: z.string().optional(),
  allowDuplicate: z.boolean().default(false),
  wait: z.boolean(),
});
type UploadOptions = z.output<typeof options>;

export function addUploadCommand(program: Command): void {
  program
    .command('upload')
    .description('add documents, and wait until they can be searched')
    .argument('<file...>')
    .option('--title <title>', 'in place of the title that the document gives itself')
    .option('--language <code>', 'such as en; found by itself otherwise')
    .option('--expires-at <date>', 'day after which the document is erased')
    .option('--allow-duplicate', 'add a document that is there already once more')
    .option('--no-wait', 'do not wait for the document to be read')
    .action(async (files: string[], _options, command: Command) => {
      const context = contextOf(command);
      const given = options.parse(command.opts());
      const results = [];
      for (const file of files) results.push(await uploadOne(context.client, file, given));
      context.print(
        results.map(({ text: _text, ...result }) => result),
        results.map(({ text }) => text).join('\n'),
      );
      process.exitCode = Math.max(...results.map(({ exitCode }) => exitCode));
    });
}

interface UploadResult {
  readonly file: string;
  readonly exitCode: ExitCode;
  readonly text: string;
  readonly document?: UploadedDocument | { readonly id: string };
  readonly error?: string;
}

/** One file that fails does not keep the others from being added. */
async function uploadOne(client: ApiClient, file: string, given: UploadOptions): Promise<UploadResult> {
  try {
    const { id } = await send(client, file, given);
    if (!given.wait) return { file, exitCode: ExitCode.done, document: { id }, text: `${file}  ${id}` };
    const document = await waitUntilRead(client, id);
    if (document === undefined)
      return {
        file,
        exitCode: ExitCode.done,
        document: { id },
        text: `${file}  ${id}  sealed until its owner signs in`,
      };
    if (document.state === 'ready')
      return { file, exitCode: ExitCode.done, document, text: `${file}  ${id}  ready: ${describe(document)}` };
    const error = document.error?.message ?? document.error?.code ?? document.state;
    return { file, exitCode: ExitCode.failed, document, error, text: `${file}  ${id}  failed: ${oneLine(error)}` };
  } catch (error) {
    const message = oneLine(explain(error));
    return { file, exitCode: exitCodeOf(error), error: message, text: `${file}  not added: ${message}` };
  }
}

function describe({ title, pages, passages }: UploadedDocument): string {
  return [oneLine(title), pages ? `${pages} pages` : '', passages ? `${passages} passages` : '']
    .filter((part) => part !== '')
    .join(', ');
}

async function send(client: ApiClient, file: string, given: UploadOptions): Promise<{ id: string }> {
  // npm changes into its project's folder and says where it was called.
  const path = resolve(process.env.INIT_CWD ?? '.', file);
  const blob = await openFile(path);
  const form = (): FormData => {
    const data = new FormData();
    if (given.title !== undefined) data.set('title', given.title);
    if (given.language !== undefined) data.set('language', given.language);
    if (given.expiresAt !== undefined) data.set('expiresAt', given.expiresAt);
    data.set('file', blob, basename(path));
    return data;
  };
  const query = given.allowDuplicate ? '?allowDuplicate=true' : '';
  return client.get(`/api/v1/documents${query}`, acceptedDocumentSchema, { method: 'POST', form });
}

async function openFile(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path);
  } catch (error) {
    throw new WrongUseError(`${path} cannot be read.`, { cause: error });
  }
}

/** @returns `undefined` for a key that may bring documents and not look at them. */
async function waitUntilRead(client: ApiClient, id: string): Promise<UploadedDocument | undefined> {
  for (;;) {
    const document = await client.get(`/api/v1/documents/${id}`, documentSchema).catch(asUnseen);
    if (document === undefined) return undefined;
    if (!UNDER_WAY.has(document.state)) return document;
    await sleep(POLL_MS);
  }
}

function asUnseen(error: unknown): undefined {
  if (error instanceof ServerRefusedError && error.code === 'auth.forbidden') return undefined;
  throw error;
}
