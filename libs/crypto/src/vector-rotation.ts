import { setImmediate as letOthers } from 'node:timers/promises';
import { KeystreamNormals } from './keystream-normals.js';

/** So many deviates take under a millisecond, and a few before the code is compiled; then everybody else has a turn. */
const DEVIATES_AT_ONCE = 2 ** 13;

/**
 * A secret orthogonal matrix, each as likely as any other (Haar measure). It keeps every length and every angle, so
 * neighbours stay neighbours; alone it protects nothing from whoever knows as many pairs as there are dimensions.
 *
 * It is the factor Q of the Householder QR of a matrix of independent normal deviates, times the signs of the diagonal of
 * R: without them Q is not Haar distributed (Mezzadri, Notices of the AMS 54 (2007) 592, eq. 5.5). Reflecting leaves the
 * rest of such a matrix independent and normal, so each reflection is drawn directly and the matrix is never written down
 * (Stewart, SIAM J. Numer. Anal. 17 (1980) 403, §3; LAPACK's DLAROR): d²/2 deviates instead of some d³ operations.
 */
export class VectorRotation {
  private constructor(
    readonly dimensions: number,
    /**
     * Reflection k is I − w·wᵀ on the coordinates from k on, |w|² = 2. All w, one after the other, the longest first; the
     * last has one value, zero, and does nothing.
     */
    private readonly reflections: Float64Array,
    private readonly signs: Float64Array,
  ) {}

  /**
   * @param key 32 bytes, for this rotation alone.
   * @param dimensions At least 1.
   */
  static async derive(key: Uint8Array, dimensions: number): Promise<VectorRotation> {
    if (!Number.isSafeInteger(dimensions) || dimensions < 1)
      throw new RangeError('a vector has at least one dimension');
    const normals = new KeystreamNormals(key);
    const reflections = new Float64Array((dimensions * (dimensions + 1)) / 2);
    const signs = new Float64Array(dimensions);
    let sinceOthers = 0;
    for (let k = 0, at = 0; k < dimensions - 1; k += 1) {
      const length = dimensions - k;
      signs[k] = drawReflection(normals, reflections.subarray(at, at + length));
      at += length;
      sinceOthers += length;
      if (sinceOthers < DEVIATES_AT_ONCE) continue;
      sinceOthers = 0;
      await letOthers();
    }
    signs[dimensions - 1] = normals.normal() < 0 ? -1 : 1;
    normals.end();
    return new VectorRotation(dimensions, reflections, signs);
  }

  /** @returns The vector turned, of the length that it had. */
  rotate(vector: Float32Array): Float32Array {
    return new Float32Array(this.turn(vector));
  }

  /**
   * As {@link rotate}, before the values are rounded to 32 bits.
   *
   * @throws {RangeError} for a vector of another length, and after {@link wipe}.
   */
  turn(vector: Float32Array): Float64Array {
    const { dimensions, reflections, signs } = this;
    if (vector.length !== dimensions) throw new RangeError('a vector of another length than its rotation');
    if (signs[0] === 0) throw new RangeError('a wiped rotation turns nothing');
    const turned = new Float64Array(dimensions);
    for (let i = 0; i < dimensions; i += 1) turned[i] = (vector[i] ?? 0) * (signs[i] ?? 0);
    let product = 0;
    for (let k = dimensions - 1, at = reflections.length - 1; k > 0; k -= 1) {
      at -= dimensions - k + 1;
      product = reflectAndMeasure(turned, k, product, reflections, at);
    }
    for (let i = 0; i < dimensions; i += 1) turned[i] = (turned[i] ?? 0) - product * (reflections[i] ?? 0);
    return turned;
  }

  wipe(): void {
    this.reflections.fill(0);
    this.signs.fill(0);
  }
}

/**
 * Fills `w` with the reflection that turns a vector of normal deviates x onto the first axis, away from its own side lest
 * figures cancel: x + sgn(x₁)·|x|·e₁, scaled to |w|² = 2.
 *
 * @returns The sign of the element of R on the diagonal, −sgn(x₁).
 */
function drawReflection(normals: KeystreamNormals, w: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < w.length; i += 1) {
    const x = normals.normal();
    w[i] = x;
    squares += x * x;
  }
  const first = w[0] ?? 0;
  const norm = Math.sqrt(squares);
  w[0] = first < 0 ? first - norm : first + norm;
  // |x ± |x|·e₁|² = 2·(|x|² + |x₁|·|x|), which is above zero unless every deviate is zero.
  const scale = 1 / Math.sqrt(squares + Math.abs(first) * norm);
  for (let i = 0; i < w.length; i += 1) w[i] = (w[i] ?? 0) * scale;
  return first < 0 ? 1 : -1;
}

/**
 * Takes w·(wᵀ·y) off the coordinates from `from` on, and in the same pass measures what the next reflection will take
 * off: half the reads of two passes. Four sums at once, because one would wait for itself at every step.
 *
 * @param product wᵀ·y of this reflection.
 * @param at Where the next reflection's w begins; this one's follows it.
 * @returns The product of the next reflection.
 */
function reflectAndMeasure(
  y: Float64Array,
  from: number,
  product: number,
  reflections: Float64Array,
  at: number,
): number {
  const length = y.length - from;
  const next = at + 1;
  const own = next + length;
  const blocks = length - (length % 4);
  let a = (reflections[at] ?? 0) * (y[from - 1] ?? 0);
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i < blocks; i += 4) {
    const y0 = (y[from + i] ?? 0) - product * (reflections[own + i] ?? 0);
    const y1 = (y[from + i + 1] ?? 0) - product * (reflections[own + i + 1] ?? 0);
    const y2 = (y[from + i + 2] ?? 0) - product * (reflections[own + i + 2] ?? 0);
    const y3 = (y[from + i + 3] ?? 0) - product * (reflections[own + i + 3] ?? 0);
    y[from + i] = y0;
    y[from + i + 1] = y1;
    y[from + i + 2] = y2;
    y[from + i + 3] = y3;
    a += y0 * (reflections[next + i] ?? 0);
    b += y1 * (reflections[next + i + 1] ?? 0);
    c += y2 * (reflections[next + i + 2] ?? 0);
    d += y3 * (reflections[next + i + 3] ?? 0);
  }
  for (; i < length; i += 1) {
    const value = (y[from + i] ?? 0) - product * (reflections[own + i] ?? 0);
    y[from + i] = value;
    a += value * (reflections[next + i] ?? 0);
  }
  return a + b + (c + d);
}
