import { randomBytes, randomUUID } from 'node:crypto';
import type { CollectionLayout, Point } from '../index.js';

export const LAYOUT: CollectionLayout = { onDisk: true, quantization: 'none', shards: 1, replicas: 1 };

/** @returns A random direction, of unit length. */
export function aVector(dimensions: number): Float32Array {
  const vector = Float32Array.from({ length: dimensions }, () => Math.random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

export function aPoint(dimensions: number): Point {
  return { id: randomUUID(), vector: aVector(dimensions), payload: new Uint8Array(randomBytes(100)) };
}
