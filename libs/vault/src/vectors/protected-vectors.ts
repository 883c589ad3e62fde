import { type PointRecords, protectQuery, protectVector, type VectorRotation, wipe } from '@hearthlore/crypto';
import { VaultLockedError } from '../vault.errors.js';
import { isProbeOf, PROBE_POINT, probeOf } from './vector-probe.js';

/**
 * What a member's vectors and their records become before they leave for a foreign store. Ask for it anew for every piece
 * of work: what was asked for before a rotation of the keys goes on under the keys of before.
 *
 * Every method throws {@link VaultLockedError} once the vault is locked.
 */
export interface ProtectedVectors {
  /** 16 hexadecimal digits. What was protected under another generation cannot be compared with this. */
  readonly generation: string;
  /**
   * @param vector Of about unit length.
   * @returns Unit length; the same bytes for the same vector.
   */
  protect(vector: Float32Array): Float32Array;
  /** Turns a question as {@link protect} turns what it is compared with, and adds no noise. */
  rotateQuery(query: Float32Array): Float32Array;
  /** @param pointId A UUID in lower case. */
  seal(pointId: string, plaintext: Uint8Array): Uint8Array;
  /** @throws {UnreadableCiphertextError} unless it was sealed at this point, for this member and generation. */
  open(pointId: string, sealed: Uint8Array): Uint8Array;
  /** A sealed vector that everybody may know, as it comes out here and now. */
  makeProbe(): Uint8Array;
  /** @returns False where protecting the probe's vector gives something else by now: on another machine, by another `Math`. */
  isProbe(sealed: Uint8Array): boolean;
}

export interface OpenedKeys {
  readonly generation: string;
  readonly rotation: VectorRotation;
  readonly noiseKey: Uint8Array;
  readonly records: PointRecords;
}

/** Keys of its own, so that a ring that is replaced takes nothing away from work that runs; they end with the vault. */
export class KeyedVectors implements ProtectedVectors {
  readonly generation: string;
  #keys: OpenedKeys | undefined;

  /** @param keys Taken over, and wiped when `locked` aborts: at once if the vault locked while they were derived. */
  constructor(keys: OpenedKeys, locked: AbortSignal) {
    this.generation = keys.generation;
    this.#keys = keys;
    if (locked.aborted) this.#wipe();
    else locked.addEventListener('abort', () => this.#wipe(), { once: true });
  }

  protect(vector: Float32Array): Float32Array {
    const { rotation, noiseKey } = this.#open();
    return protectVector(rotation, noiseKey, vector);
  }

  rotateQuery(query: Float32Array): Float32Array {
    return protectQuery(this.#open().rotation, query);
  }

  seal(pointId: string, plaintext: Uint8Array): Uint8Array {
    return this.#open().records.seal(pointId, plaintext);
  }

  open(pointId: string, sealed: Uint8Array): Uint8Array {
    return this.#open().records.open(pointId, sealed);
  }

  makeProbe(): Uint8Array {
    return this.seal(PROBE_POINT, probeOf(this, this.#open().rotation.dimensions));
  }

  isProbe(sealed: Uint8Array): boolean {
    return isProbeOf(this, this.#open().rotation.dimensions, sealed);
  }

  #open(): OpenedKeys {
    if (this.#keys === undefined) throw new VaultLockedError();
    return this.#keys;
  }

  #wipe(): void {
    const keys = this.#keys;
    this.#keys = undefined;
    if (keys === undefined) return;
    keys.rotation.wipe();
    keys.records.wipe();
    wipe(keys.noiseKey);
  }
}
