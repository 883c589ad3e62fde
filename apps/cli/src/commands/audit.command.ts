import { existsSync, readFileSync } from 'node:fs';
import { LogVerification, readCheckpoint, splitNotes, type VerificationReport } from '@hearthlore/audit';
import type { Command } from 'commander';
import { z } from 'zod';
import { readExport } from '../client/audit-export.js';
import { WrongUseError } from '../client/client.errors.js';
import { ExitCode } from '../exit.js';
import { contextOf } from './context.js';
import { describeReport } from './audit-report.js';

const options = z.object({
  against: z.array(z.string()).default([]),
  bodyDays: z.coerce.number().int().positive().optional(),
});

export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('the log of what happened to accounts and keys')
    .command('verify')
    .description('recompute the whole log here, for owners and admins')
    .option('--against <file...>', 'checkpoints that were kept elsewhere, such as the file <data>/audit/checkpoints')
    .option('--body-days <days>', 'after how many days texts may be gone, where the rule was another one before')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const { against, bodyDays } = options.parse(command.opts());
      const verification = new LogVerification(against.flatMap(readNotes), { bodyDays });
      for await (const line of readExport(await client.send('/api/v1/admin/audit/export'))) verification.add(line);
      const report: VerificationReport = verification.finish();
      print(report, describeReport(report));
      if (!report.isWhole) process.exitCode = ExitCode.failed;
    });
}

/** @throws {WrongUseError} for a file that has no checkpoint: to say "whole" then would be wrong. */
function readNotes(file: string): string[] {
  if (!existsSync(file)) throw new WrongUseError(`There is no file ${file}.`);
  const notes = splitNotes(readFileSync(file, 'utf8'));
  if (notes.length === 0 || notes.some((note) => readCheckpoint(note) === undefined))
    throw new WrongUseError(`There is no checkpoint in ${file}.`);
  return notes;
}
