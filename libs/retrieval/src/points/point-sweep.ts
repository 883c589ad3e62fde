import type { MemberVault } from '@hearthlore/vault';
import type { DocumentId } from '@hearthlore/kernel';
import { CollectionMissingError, PointNames } from '@hearthlore/qdrant';
import type { DocumentPoints } from '../ports/point-ledger.port.js';
import { RetrievalOptions } from '../retrieval.options.js';
import type { OpenCollection } from './point-collections.js';
import type { PointParts } from './point-parts.js';
import { type PointSync, type SyncResult } from './point-sync.js';

export interface SweepResult extends SyncResult {
  /** Points in the collection before the sweep. */
  readonly points: number;
  /** Points that no row accounts for: removed. */
  readonly strangers: number;
  /** Documents of which points were missing: sent once more. */
  readonly missing: number;
}

/** Compares what is in a member's collection with what the ledger says, and makes it so. */
export class PointSweep {
  constructor(
    private readonly parts: PointParts,
    private readonly names: PointNames,
    private readonly options: RetrievalOptions,
    private readonly sync: PointSync,
  ) {}

  /** @throws as `PointSync.run`. */
  async run(vault: MemberVault): Promise<SweepResult> {
    const { signal, ownerId } = vault;
    await this.sync.run(vault, signal);
    const modelId = this.options.modelId();
    const dimensions = await this.parts.dimensions.find(vault, modelId, await this.parts.documents.list(vault));
    let compared = { points: 0, strangers: 0, missing: 0 };
    if (dimensions !== undefined) {
      const open = await this.parts.collections.open(vault, modelId, dimensions);
      compared = await this.#compare(vault, open);
    }
    const sent = await this.sync.run(vault, signal);
    await this.parts.ledger.noteSweep(ownerId);
    return { ...sent, ...compared };
  }

  async #compare(
    vault: MemberVault,
    open: OpenCollection,
  ): Promise<Pick<SweepResult, 'points' | 'strangers' | 'missing'>> {
    const { ownerId, signal } = vault;
    const { ledger, collections } = this.parts;
    const there = new Set<string>();
    try {
      for await (const ids of open.collection.ids(signal)) for (const id of ids) there.add(id);
    } catch (error) {
      if (!(error instanceof CollectionMissingError)) throw error;
      await collections.lost(ownerId, open);
    }
    const points = there.size;
    // After the points, since rows are written before them: whoever has no row by now has no right to be there.
    const rows = await ledger.list(ownerId);
    const missing = rows.filter((row) => this.#takeOut(there, row, open.vectors.generation));
    if (missing.length > 0) await ledger.markWaiting(ownerId, missing.map(idOf));
    if (there.size > 0) await open.collection.remove([...there], signal);
    return { points, strangers: there.size, missing: missing.length };
  }

  /** Takes a document's points out of those that were found. @returns Whether some of them were not. */
  #takeOut(there: Set<string>, { documentId, points, isStored, generation }: DocumentPoints, current: string): boolean {
    let isWhole = true;
    for (let ordinal = 0; ordinal < points; ordinal += 1)
      if (!there.delete(this.names.pointId(documentId, ordinal))) isWhole = false;
    return isStored && generation === current && !isWhole;
  }
}

const idOf = ({ documentId }: DocumentPoints): DocumentId => documentId;
