import type { VectorTable } from './vector-table.js';

/** @returns Cosine for unit lengths. Four sums at once: one would wait for itself at every step. */
export function dot(a: Float32Array, b: Float32Array): number {
  let [w, x, y, z] = [0, 0, 0, 0];
  const blocks = a.length - (a.length % 4);
  for (let i = 0; i < blocks; i += 4) {
    w += (a[i] ?? 0) * (b[i] ?? 0);
    x += (a[i + 1] ?? 0) * (b[i + 1] ?? 0);
    y += (a[i + 2] ?? 0) * (b[i + 2] ?? 0);
    z += (a[i + 3] ?? 0) * (b[i + 3] ?? 0);
  }
  for (let i = blocks; i < a.length; i += 1) w += (a[i] ?? 0) * (b[i] ?? 0);
  return w + x + y + z;
}

/** @returns Cosines of one vector with all of a table. */
export function cosines(vector: Float32Array, table: VectorTable): Float32Array {
  return Float32Array.from({ length: table.count }, (_, i) => dot(vector, table.row(i)));
}

/** @returns Per row of `queries` the number of the row of `table` that is nearest. */
export function nearest(queries: VectorTable, table: VectorTable): number[] {
  const rows = Array.from({ length: table.count }, (_, i) => table.row(i));
  return Array.from({ length: queries.count }, (_, number) => {
    const query = queries.row(number);
    let best = Number.NEGATIVE_INFINITY;
    let at = 0;
    rows.forEach((row, i) => {
      const cosine = dot(query, row);
      if (cosine <= best) return;
      best = cosine;
      at = i;
    });
    return at;
  });
}

/** @returns The numbers of the `count` rows nearest to the vector, nearest first. */
export function nearestRows(vector: Float32Array, table: VectorTable, count: number): number[] {
  const near = cosines(vector, table);
  const edge = near.toSorted()[Math.max(0, near.length - count)] ?? 0;
  const rows: number[] = [];
  near.forEach((cosine, row) => {
    if (cosine >= edge) rows.push(row);
  });
  return rows.sort((a, b) => (near[b] ?? 0) - (near[a] ?? 0)).slice(0, count);
}
