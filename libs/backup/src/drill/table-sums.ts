import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type RowSum, RowSummer } from './row-sums.js';

export interface SummedTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Sums up tables as the connection sees them; the sums go by the tables' names. */
export async function sumTables(client: pg.Client, tables: readonly SummedTable[]): Promise<Map<string, RowSum>> {
  const sums = new Map<string, RowSum>();
  for (const { name, columns } of tables) {
    const summer = new RowSummer();
    const list = columns.map((column) => client.escapeIdentifier(column)).join(', ');
    const from = `public.${client.escapeIdentifier(name)} (${list})`;
    const stream = client.query(copyTo(`COPY ${from} TO STDOUT (FORMAT binary)`));
    for await (const chunk of stream) summer.add(chunk);
    sums.set(name, summer.result);
  }
  return sums;
}
