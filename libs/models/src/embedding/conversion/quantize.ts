/** Largest magnitude of a symmetric signed byte: −128 is left out so that negation stays exact. */
const MAX_INT8 = 127;

export interface Matrix {
  /** Row-major. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

export interface QuantizedMatrix {
  readonly values: Int8Array;
  /** One factor per row of the source: `value ≈ quantized × scale`. */
  readonly scales: Float32Array;
}

/** Symmetric 8-bit quantisation with one scale per row, rows staying in place: for tables that are looked up. */
export function quantizeRows(matrix: Matrix): QuantizedMatrix {
  return quantize(matrix, (row, column) => row * matrix.columns + column);
}

/**
 * The same for `[output, input]` projections, laid out `[input, output]`, which is how MatMulInteger reads its right
 * operand: one scale per output channel loses least, because channels differ in range.
 */
export function quantizeChannels(matrix: Matrix): QuantizedMatrix {
  return quantize(matrix, (row, column) => column * matrix.rows + row);
}

/** Puts matrices of equal width under one another, so that one product serves them all. */
export function stackRows(matrices: readonly Matrix[]): Matrix {
  const columns = matrices[0]?.columns ?? 0;
  const values = new Float32Array(matrices.reduce((sum, matrix) => sum + matrix.values.length, 0));
  let offset = 0;
  for (const matrix of matrices) {
    if (matrix.columns !== columns) throw new RangeError('matrices of different width');
    values.set(matrix.values, offset);
    offset += matrix.values.length;
  }
  return { values, rows: columns === 0 ? 0 : values.length / columns, columns };
}

/**
 * Only +, ×, ÷, rounding and comparison of IEEE 754 numbers are used, so that every platform gets the same bytes: the
 * result's digest is pinned.
 */
function quantize(matrix: Matrix, place: (row: number, column: number) => number): QuantizedMatrix {
  const { values, rows, columns } = matrix;
  const quantized = new Int8Array(rows * columns);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const source = values.subarray(row * columns, (row + 1) * columns);
    let largest = 0;
    for (const value of source) largest = Math.max(largest, Math.abs(value));
    scales[row] = (largest || 1) / MAX_INT8;
    const scale = scales[row] ?? 1;
    for (let column = 0; column < columns; column++) {
      const rounded = Math.round((source[column] ?? 0) / scale);
      quantized[place(row, column)] = Math.max(-MAX_INT8, Math.min(MAX_INT8, rounded));
    }
  }
  return { values: quantized, scales };
}
