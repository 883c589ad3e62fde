import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Matrix, quantizeChannels, quantizeRows, stackRows } from './quantize.js';

const matrices = fc
  .record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }) })
  .chain(({ rows, columns }) =>
    fc.array(fc.integer({ min: -9_000, max: 9_000 }), { minLength: rows * columns, maxLength: rows * columns }).map(
      (values): Matrix => ({
        values: Float32Array.from(values, (value) => value / 1_000),
        rows,
        columns,
      }),
    ),
  );

describe('quantisation', () => {
  it('is never off by more than half a step of its row', () => {
    fc.assert(
      fc.property(matrices, (matrix) => {
        const { values, scales } = quantizeRows(matrix);
        for (const [place, value] of matrix.values.entries()) {
          const scale = scales[Math.floor(place / matrix.columns)] ?? 0;
          expect(Math.abs((values[place] ?? 0) * scale - value)).toBeLessThanOrEqual(scale * 0.5001);
        }
      }),
    );
  });

  it('lays projections out with the input first', () => {
    const matrix = { values: Float32Array.of(127, 1, 2, 3, 254, 4), rows: 2, columns: 3 };
    expect([...quantizeChannels(matrix).values]).toEqual([127, 2, 1, 127, 2, 2]);
    expect([...quantizeChannels(matrix).scales]).toEqual([1, 2]);
  });

  it('keeps a row of zeros at zero', () => {
    expect([...quantizeRows({ values: new Float32Array(3), rows: 1, columns: 3 }).values]).toEqual([0, 0, 0]);
  });

  it('stacks only matrices of one width', () => {
    const narrow = { values: Float32Array.of(1, 2), rows: 1, columns: 2 };
    const wide = { values: Float32Array.of(1, 2, 3), rows: 1, columns: 3 };
    expect(stackRows([narrow, narrow])).toEqual({ values: Float32Array.of(1, 2, 1, 2), rows: 2, columns: 2 });
    expect(() => stackRows([narrow, wide])).toThrow(RangeError);
  });
});
