import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { splitNotes } from '@hearthlore/audit';
import type { LedgerState } from './restore-scripts.js';

const NO_HEAD = '0'.repeat(64);

/** What lies in the data folder beside the database and goes into every backup. */
export interface SideFiles {
  /** Lines of JSON; empty where nobody was ever erased. */
  readonly ledger: string;
  readonly ledgerState: LedgerState;
  /** Signed notes, the newest last. */
  readonly checkpoints: string;
  readonly auditHead: string | null;
}

export async function readSideFiles(ledgerFile: string, checkpointFile: string): Promise<SideFiles> {
  // A line that a power cut left half written is no line yet: whoever wrote it was never told that it is kept.
  const ledger = (await readText(ledgerFile)).replace(/[^\n]*$/, '');
  const checkpoints = await readText(checkpointFile);
  return {
    ledger,
    ledgerState: ledgerStateOf(ledger),
    checkpoints,
    auditHead: splitNotes(checkpoints).findLast((note) => note.endsWith('\n')) ?? null,
  };
}

export function ledgerStateOf(ledger: string): LedgerState {
  const lines = ledger.split('\n').filter((line) => line !== '');
  const last = lines.at(-1);
  return { count: lines.length, head: last === undefined ? NO_HEAD : hash('sha256', last) };
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}
