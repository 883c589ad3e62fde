import { vectorNoise } from './vector-noise.js';
import type { VectorRotation } from './vector-rotation.js';

/** Seven decimals: half the length as JSON, and a hundredth of what rounding to int8 costs. */
const STEPS_PER_ONE = 1e7;

/**
 * What a foreign vector store may have of a vector: turned by a secret rotation, moved by noise that only its key tells,
 * and brought back to length one. It hides words and blurs neighbourhoods; it is obfuscation and no encryption.
 *
 * @param vector Of about unit length: the noise is measured against that.
 * @returns Unit length. The same bytes for the same keys and vector.
 */
export function protectVector(rotation: VectorRotation, noiseKey: Uint8Array, vector: Float32Array): Float32Array {
  const moved = rotation.turn(vector);
  const noise = vectorNoise(noiseKey, vector);
  for (let i = 0; i < moved.length; i += 1) moved[i] = (moved[i] ?? 0) + (noise[i] ?? 0);
  return toUnit(moved);
}

/** A question is turned and nothing else: noise would only cost neighbours, since it is not stored. */
export function protectQuery(rotation: VectorRotation, query: Float32Array): Float32Array {
  return toUnit(rotation.turn(query));
}

/** Each value is the float32 next to a decimal of seven places, so `Math.round(value * 1e7) / 1e7` writes it in full. */
function toUnit(values: Float64Array): Float32Array {
  let squares = 0;
  for (const value of values) squares += value * value;
  const scale = squares > 0 ? STEPS_PER_ONE / Math.sqrt(squares) : 0;
  const unit = new Float32Array(values.length);
  // Adding zero makes the zero below zero an ordinary one.
  for (let i = 0; i < unit.length; i += 1) unit[i] = Math.round((values[i] ?? 0) * scale) / STEPS_PER_ONE + 0;
  return unit;
}
