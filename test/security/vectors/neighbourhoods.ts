import { nearestRows } from './nearest.js';
import type { VectorTable } from './vector-table.js';

const NEIGHBOURS = 10;

/** @returns Share of the true ten nearest neighbours that are also nearest among the stored vectors. */
export function visibleEdges(stored: VectorTable, plain: VectorTable, targets: readonly number[]): number {
  const kept = targets.map((target) => {
    // Everyone's nearest is oneself.
    const others = (table: VectorTable): number[] => nearestRows(table.row(target), table, NEIGHBOURS + 1).slice(1);
    const seen = new Set(others(stored));
    return others(plain).filter((row) => seen.has(row)).length / NEIGHBOURS;
  });
  return kept.reduce((sum, share) => sum + share, 0) / targets.length;
}

/** @returns Groups of points that are equal to the last bit. */
export function equalPoints(stored: VectorTable): number[][] {
  const rows = Array.from({ length: stored.count }, (_, row) => row);
  const groups = Map.groupBy(rows, (row) => Buffer.from(stored.row(row).slice().buffer).toString('base64'));
  return [...groups.values()].filter((group) => group.length > 1);
}
