import type { DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { VectorPackReading } from '../packs/vector-pack-reading.js';

/** How long the vectors of a model are, learned from whoever brings some: the model itself may not be there. */
export class ModelDimensions {
  readonly #known = new Map<string, number>();

  constructor(private readonly packs: VectorPackReading) {}

  note(modelId: string, dimensions: number): void {
    this.#known.set(modelId, dimensions);
  }

  /** @returns Nothing where none of the documents has vectors of the model. */
  async find(vault: MemberVault, modelId: string, documentIds: readonly DocumentId[]): Promise<number | undefined> {
    const known = this.#known.get(modelId);
    if (known !== undefined) return known;
    for await (const { packs } of this.packs.readMany(
      vault,
      documentIds.map((id) => ({ id })),
    )) {
      const pack = packs.find((candidate) => candidate.modelId === modelId);
      if (pack === undefined) continue;
      this.note(modelId, pack.dimensions);
      return pack.dimensions;
    }
    return undefined;
  }
}
