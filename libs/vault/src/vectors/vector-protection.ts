import { deriveVectorSpaceKeys, PointRecords, type VectorSpace, VectorRotation, wipe } from '@hearthlore/crypto';
import { type MemberVault, vectorKeyOf } from '../unlocking/member-vault.js';
import { KeyedVectors, type ProtectedVectors } from './protected-vectors.js';

interface Opening {
  /** To be recognised by: a ring that is taken over keeps the key in place unless it is another one. */
  readonly vectorKey: Uint8Array;
  readonly opened: Promise<ProtectedVectors>;
}

/** Opens the protection of a member's vectors, once per vault, model and vector key. */
export class VectorProtection {
  readonly #openings = new WeakMap<MemberVault, Map<string, Opening>>();

  /**
   * Takes some ten milliseconds the first time, and others have their turn meanwhile.
   *
   * @throws {VaultLockedError} also for a vault that locks while its rotation is derived.
   */
  async open(vault: MemberVault, modelId: string, dimensions: number): Promise<ProtectedVectors> {
    for (;;) {
      const vectorKey = vectorKeyOf(vault);
      const vectors = await this.#ensure(vault, vectorKey, { modelId, dimensions });
      if (vectorKeyOf(vault) === vectorKey) return vectors;
    }
  }

  #ensure(vault: MemberVault, vectorKey: Uint8Array, space: VectorSpace): Promise<ProtectedVectors> {
    const openings = this.#openings.get(vault) ?? new Map<string, Opening>();
    this.#openings.set(vault, openings);
    const name = `${space.dimensions} ${space.modelId}`;
    const known = openings.get(name);
    if (known?.vectorKey === vectorKey) return known.opened;
    const opened = openVectors(vault, vectorKey, space);
    openings.set(name, { vectorKey, opened });
    return opened;
  }
}

/** Reads `vectorKey` before the first wait and never after: it may be wiped by then. */
async function openVectors(vault: MemberVault, vectorKey: Uint8Array, space: VectorSpace): Promise<ProtectedVectors> {
  const { generation, rotationKey, noiseKey, pointKey } = deriveVectorSpaceKeys(vectorKey, space);
  const records = new PointRecords(pointKey, { owner: vault.ownerId, generation });
  const rotation = await VectorRotation.derive(rotationKey, space.dimensions);
  wipe(rotationKey);
  return new KeyedVectors({ generation, rotation, noiseKey, records }, vault.signal);
}
