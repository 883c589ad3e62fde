import { Matrix } from 'ml-matrix';

const NONE = new Float32Array(0);

/** Vectors one after the other, as an attacker keeps thousands of them. */
export class VectorTable {
  constructor(
    readonly values: Float32Array,
    readonly dimensions: number,
  ) {}

  static of(vectors: readonly Float32Array[]): VectorTable {
    const dimensions = vectors[0]?.length ?? 1;
    const values = new Float32Array(vectors.length * dimensions);
    vectors.forEach((vector, i) => values.set(vector, i * dimensions));
    return new VectorTable(values, dimensions);
  }

  get count(): number {
    return this.values.length / this.dimensions;
  }

  row(number: number): Float32Array {
    return this.values.subarray(number * this.dimensions, (number + 1) * this.dimensions);
  }

  pick(numbers: readonly number[]): VectorTable {
    return VectorTable.of(numbers.map((number) => this.row(number)));
  }

  map(change: (vector: Float32Array, number: number) => Float32Array): VectorTable {
    return VectorTable.of(Array.from({ length: this.count }, (_, i) => change(this.row(i), i)));
  }

  mean(): Float64Array {
    const mean = new Float64Array(this.dimensions);
    for (let at = 0; at < this.values.length; at += this.dimensions)
      for (let i = 0; i < this.dimensions; i += 1) mean[i] = (mean[i] ?? 0) + (this.values[at + i] ?? 0) / this.count;
    return mean;
  }

  without(offset: Float64Array): VectorTable {
    return new VectorTable(
      this.values.map((value, i) => value - (offset[i % this.dimensions] ?? 0)),
      this.dimensions,
    );
  }

  toUnit(): VectorTable {
    return this.map((vector) => {
      const length = Math.hypot(...vector);
      return length === 0 ? vector : vector.map((value) => value / length);
    });
  }

  /** The first values of each, by themselves. */
  first(dimensions: number): VectorTable {
    return this.map((vector) => vector.subarray(0, dimensions));
  }

  /** @returns Every row multiplied by the matrix from the right. */
  times(matrix: Matrix): VectorTable {
    const width = matrix.columns;
    const rows = matrix.to2DArray().map((row) => Float32Array.from(row));
    const product = new Float32Array(this.count * width);
    for (let row = 0; row < this.count; row += 1) {
      const sums = new Float64Array(width);
      this.row(row).forEach((value, k) => addScaled(sums, rows[k] ?? NONE, value));
      product.set(sums, row * width);
    }
    return new VectorTable(product, width);
  }

  /** @returns This, turned, times the other: the sum over all rows of what each pair of columns has in common. */
  crossProduct(other: VectorTable): Matrix {
    const sums = Array.from({ length: this.dimensions }, () => new Float64Array(other.dimensions));
    for (let row = 0; row < this.count; row += 1) {
      const theirs = other.row(row);
      this.row(row).forEach((value, k) => addScaled(sums[k] ?? new Float64Array(0), theirs, value));
    }
    return new Matrix(sums.map((values) => Array.from(values)));
  }
}

function addScaled(sums: Float64Array, values: Float32Array, factor: number): void {
  for (let i = 0; i < sums.length; i += 1) sums[i] = (sums[i] ?? 0) + factor * (values[i] ?? 0);
}
