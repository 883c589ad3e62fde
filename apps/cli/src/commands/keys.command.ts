import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { WrongUseError } from '../client/client.errors.js';
import { oneLine, table } from '../terminal/printable.js';
import { contextOf, type CommandContext } from './context.js';
import { addProofOptions, proofOptions, stepUp } from './step-up.js';

const PATH = '/api/v1/api-keys';
const DAY = 86_400_000;

const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  keyId: z.string(),
  lastFour: z.string(),
  scopes: z.array(z.string()),
  state: z.string(),
  lastUsedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
});
const keyListSchema = z.object({ data: z.array(keySchema) });
const issuedSchema = z.object({ id: z.string(), key: z.string() });

const stepUpOptions = proofOptions.extend({ output: z.string().optional() });
const createOptions = stepUpOptions.extend({
  name: z.string(),
  scope: z.array(z.string()),
  days: z.coerce.number().int().positive().optional(),
  neverExpires: z.boolean().default(false),
});
const rotateOptions = stepUpOptions.extend({ overlapHours: z.coerce.number().int().min(0).max(168).optional() });

export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('keys with which programs come in');
  keys
    .command('list', { isDefault: true })
    .description('list your keys')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const { data } = await client.get(PATH, keyListSchema);
      print(data, data.length > 0 ? table(data.map(toRow)) : 'No keys. Make one with "hearthlore keys create".');
    });
  withStepUp(keys.command('create'))
    .description('make a key; it is shown once')
    .requiredOption('--name <name>', 'what the list calls the program')
    .requiredOption(
      '--scope <scope...>',
      'what it may do: chat search documents:read documents:write embed mcp ingest admin',
    )
    .option('--days <number>', 'how long it works (default: 90, at most 365)')
    .option('--never-expires', 'it works until it is revoked')
    .action(async (_options, command: Command) => {
      const context = contextOf(command);
      const given = parse(createOptions, command);
      if (given.neverExpires && given.days !== undefined)
        throw new WrongUseError('Either --days or --never-expires, not both.');
      await stepUp(context.client, given);
      const json = { name: given.name, scopes: given.scope, ...expiryOf(given) };
      show(context, await context.client.get(PATH, issuedSchema, { method: 'POST', json }), given.output);
    });
  withStepUp(keys.command('rotate'))
    .description('make a new key in the place of another')
    .argument('<id>')
    .option('--overlap-hours <number>', 'how long the old one goes on working (default: 24)')
    .action(async (id: string, _options, command: Command) => {
      const context = contextOf(command);
      const { output, overlapHours, ...proof } = parse(rotateOptions, command);
      await stepUp(context.client, proof);
      const json = overlapHours === undefined ? {} : { overlapHours };
      const path = `${PATH}/${encodeURIComponent(id)}/rotate`;
      show(context, await context.client.get(path, issuedSchema, { method: 'POST', json }), output);
    });
  keys
    .command('revoke')
    .description('end a key at once')
    .argument('<id>')
    .action(async (id: string, _options, command: Command) => {
      const { client, print } = contextOf(command);
      await client.send(`${PATH}/${encodeURIComponent(id)}`, { method: 'DELETE' });
      print({ id }, 'Revoked.');
    });
}

function withStepUp(command: Command): Command {
  return addProofOptions(command).option(
    '--output <file>',
    'write the key into a new file that only you can read, not to the terminal',
  );
}

function expiryOf({ days, neverExpires }: z.output<typeof createOptions>): object {
  if (neverExpires) return { expiresAt: null, neverExpires };
  return days === undefined ? {} : { expiresAt: new Date(Date.now() + days * DAY).toISOString() };
}

/** The one moment in which the key is there to be kept. */
function show({ print }: CommandContext, { id, key }: z.output<typeof issuedSchema>, output: string | undefined): void {
  if (output === undefined) {
    print({ id, key }, `${key}\n\nKeep it now: it is not shown again. Programs take it from HEARTHLORE_API_KEY.`);
    return;
  }
  writeFileSync(output, `${key}\n`, { mode: 0o600, flag: 'wx' });
  print({ id, output }, `The key is in ${output}.`);
}

function toRow(key: z.output<typeof keySchema>): string[] {
  const { id, name, keyId, lastFour, scopes, state, lastUsedAt, expiresAt } = key;
  const used = lastUsedAt === null ? 'never used' : `used ${lastUsedAt.slice(0, 10)}`;
  const end = expiresAt === null ? 'no end' : `until ${expiresAt.slice(0, 10)}`;
  return [id, oneLine(name), `hlk_${keyId}_…${lastFour}`, scopes.join(','), state, used, end];
}

/** @throws {WrongUseError} for options that mean nothing. */
function parse<T extends z.ZodType>(schema: T, command: Command): z.output<T> {
  const { data, error } = schema.safeParse(command.opts());
  if (error !== undefined) throw new WrongUseError(error.issues.map(({ path }) => `--${path.join('.')}`).join(', '));
  return data;
}
