import { existsSync, readFileSync } from 'node:fs';
import {
  AuditAction,
  LogVerification,
  parseEntry,
  readCheckpoint,
  splitNotes,
  type VerificationReport,
} from '@hearthlore/audit';
import type { Command } from 'commander';
import { z } from 'zod';
import { readExport } from '../client/audit-export.js';
import { WrongUseError } from '../client/client.errors.js';
import { ExitCode } from '../exit.js';
import { contextOf } from './context.js';
import { describeReport } from './audit-report.js';
import { checkLedger, describeLedger, summaryOf } from './ledger-report.js';

const options = z.object({
  against: z.array(z.string()).default([]),
  bodyDays: z.coerce.number().int().positive().optional(),
  ledger: z.string().optional(),
  ledgerCopy: z.array(z.string()).default([]),
});

export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('the log of what happened to accounts and keys')
    .command('verify')
    .description('recompute the whole log here, for owners and admins')
    .option('--against <file...>', 'checkpoints that were kept elsewhere, such as the file <data>/audit/checkpoints')
    .option('--body-days <days>', 'after how many days texts may be gone, where the rule was another one before')
    .option('--ledger <file>', 'the ledger of erasures (default: the one in the data folder of this machine)')
    .option('--ledger-copy <file...>', 'copies of it that were kept elsewhere, such as ledger.jsonl beside the backups')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const { against, bodyDays, ledger: file, ledgerCopy } = options.parse(command.opts());
      const erased = new Set<string | null>();
      const verification = new LogVerification(against.flatMap(readNotes), { bodyDays });
      for await (const line of readExport(await client.send('/api/v1/admin/audit/export'))) {
        verification.add(line);
        const entry = line.kind === 'entry' && line.entry !== null ? parseEntry(line.entry) : undefined;
        if (entry?.action === AuditAction.erasureDone) erased.add(entry.object);
      }
      const report: VerificationReport = verification.finish();
      const dataDir = process.env.HEARTHLORE_DATA_DIR || './data';
      const ledger = await checkLedger({ file, copies: ledgerCopy, dataDir, erased: erased.size });
      const lines = [describeReport(report), ...(ledger === undefined ? [] : [describeLedger(ledger)])];
      print({ ...report, ...(ledger && { ledger: summaryOf(ledger) }) }, lines.join('\n'));
      if (!report.isWhole || ledger?.fault !== undefined) process.exitCode = ExitCode.failed;
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
