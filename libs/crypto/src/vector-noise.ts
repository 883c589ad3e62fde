import { hmac } from './key-material.js';
import { KeystreamNormals } from './keystream-normals.js';

/**
 * Radius of the ball that the noise on a unit vector is drawn from: β/4 with β = 6, as in scale-and-perturb
 * (Fuchsbauer, Ghosal, Hauke, O'Neill: Approximate Distance-Comparison-Preserving Symmetric Encryption, SCN 2022, §4).
 * Measured with the shipped encoder: below it known passages are recognised too well, above it too many true neighbours
 * are lost even among 500 candidates.
 */
export const NOISE_RADIUS = 1.5;

/**
 * Noise that is evenly distributed in the ball of {@link NOISE_RADIUS}: a direction of normal deviates, and the root of
 * a uniform number for the length.
 *
 * It follows from key and vector alone. Noise drawn afresh would be averaged away by whoever sees the same passage stored
 * often enough (16 times: cosine .94 with the clean vector). The price is that equal vectors stay equal.
 */
export function vectorNoise(noiseKey: Uint8Array, vector: Float32Array): Float64Array {
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  const normals = new KeystreamNormals(hmac(noiseKey, bytes));
  // x^(1/d) as e^(ln x / d): `Math.pow` is less alike among machines.
  const length = NOISE_RADIUS * Math.exp(Math.log(normals.uniform()) / vector.length);
  const noise = new Float64Array(vector.length);
  let squares = 0;
  for (let i = 0; i < noise.length; i += 1) {
    const x = normals.normal();
    noise[i] = x;
    squares += x * x;
  }
  normals.end();
  const scale = length / Math.sqrt(squares);
  for (let i = 0; i < noise.length; i += 1) noise[i] = (noise[i] ?? 0) * scale;
  return noise;
}
