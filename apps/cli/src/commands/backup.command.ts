import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import {
  type Backup,
  backupListSchema,
  backupSchema,
  describeBackup,
  describeBackups,
  isGood,
} from '../backup/backup-report.js';
import type { ApiClient } from '../client/api-client.js';
import { WrongUseError } from '../client/client.errors.js';
import { ExitCode } from '../exit.js';
import { contextOf, isJson } from './context.js';

const PATH = '/api/v1/admin/backups';
/** Between two looks at one that is being made or read, in milliseconds. */
const LOOK_AGAIN = 1000;

const createOptions = z.object({ wait: z.boolean().default(true) });
const verifyOptions = z.object({ manifest: z.string().optional(), verifierKey: z.string().optional() });
const keygenOptions = z.object({ pq: z.boolean().default(false) });

/** `restore`, another part of `backup`, may be there already. */
export function addBackupCommand(program: Command): void {
  const backup =
    program.commands.find((one) => one.name() === 'backup') ??
    program.command('backup').description('encrypted copies of everything');
  backup
    .command('create')
    .description('make one now, for owners and admins')
    .option('--no-wait', 'do not wait until it was read back')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const { wait } = createOptions.parse(command.opts());
      const asked = await client.get(PATH, backupSchema, { method: 'POST' });
      const made = wait ? await finished(client, asked.id, ({ state }) => state !== 'active') : asked;
      print(made, describeBackup(made));
      if (wait && !isGood(made)) process.exitCode = ExitCode.failed;
    });
  backup
    .command('list', { isDefault: true })
    .description('list them, where they go and who can open them')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const list = await client.get(PATH, backupListSchema);
      print(list, describeBackups(list));
    });
  backup
    .command('verify')
    .description('compare one with its signed manifest: the newest at the target, or a file on any machine')
    .argument('[file]', 'a file that was fetched; needs no server and no identity')
    .option('--manifest <file>', 'its manifest (default: <file>.manifest)')
    .option('--verifier-key <key>', 'as "hearthlore backup list" shows it')
    .action(async (file: string | undefined, _options, command: Command) => {
      const isFine = file === undefined ? await verifyNewest(command) : await verifyHere(file, command);
      if (!isFine) process.exitCode = ExitCode.failed;
    });
  backup
    .command('keygen')
    .description('make an age identity and its recipient; nothing is stored')
    .option('--pq', 'hybrid with ML-KEM-768: safe from quantum computers, and too long for a QR code')
    .action(async (_options, command: Command) => {
      const { describeIdentity, newIdentity } = await import('../backup/new-identity.js');
      const made = await newIdentity(keygenOptions.parse(command.opts()).pq);
      console.log(isJson(command) ? JSON.stringify(made, undefined, 2) : describeIdentity(made));
    });
}

async function verifyNewest(command: Command): Promise<boolean> {
  const { client, print } = contextOf(command);
  const { data } = await client.get(PATH, backupListSchema);
  const newest = data.find(({ state, removedAt }) => state === 'completed' && removedAt === null);
  if (newest === undefined) throw new WrongUseError('There is no backup to verify.');
  await client.send(`${PATH}/${newest.id}/verify`, { method: 'POST' });
  const looked = await finished(client, newest.id, ({ verifiedAt }) => verifiedAt !== newest.verifiedAt);
  print(looked, describeBackup(looked));
  return isGood(looked);
}

async function verifyHere(file: string, command: Command): Promise<boolean> {
  const { manifest, verifierKey } = verifyOptions.parse(command.opts());
  if (verifierKey === undefined) throw new WrongUseError('Give --verifier-key, as "hearthlore backup list" shows it.');
  // Loaded here alone: other commands have no use for it.
  const { describeOffline, verifyOffline } = await import('../backup/verify-offline.js');
  const report = await verifyOffline({ file, manifest, verifierKey });
  const { finding, damaged } = report;
  console.log(isJson(command) ? JSON.stringify({ finding, damaged }, undefined, 2) : describeOffline(report));
  return finding === 'good';
}

async function finished(client: ApiClient, id: string, isDone: (backup: Backup) => boolean): Promise<Backup> {
  for (;;) {
    const backup = await client.get(`${PATH}/${id}`, backupSchema);
    if (isDone(backup)) return backup;
    await sleep(LOOK_AGAIN);
  }
}
