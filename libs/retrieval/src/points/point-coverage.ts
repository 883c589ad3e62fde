import type { DocumentId } from '@hearthlore/kernel';
import { type MemberVault, VectorProtection } from '@hearthlore/vault';
import { VectorPackReading } from '../packs/vector-pack-reading.js';
import { PointLedger } from '../ports/point-ledger.port.js';
import type { VectorCoverage } from '../ports/vector-store.port.js';
import { ModelDimensions } from './model-dimensions.js';
import { WrittenDocuments } from './written-documents.js';

/** Says which vectors documents have: by the ledger where it knows, and by their packs where it does not. */
export class PointCoverage {
  constructor(
    private readonly packs: VectorPackReading,
    private readonly ledger: PointLedger,
    private readonly protection: VectorProtection,
    private readonly dimensions: ModelDimensions,
    private readonly written: WrittenDocuments,
  ) {}

  async coverage(vault: MemberVault, documentId: DocumentId, modelId: string): Promise<VectorCoverage> {
    return (await this.written.look(vault, documentId)).coverage(modelId);
  }

  async incomplete(vault: MemberVault, documentIds: readonly DocumentId[], modelId: string): Promise<DocumentId[]> {
    vault.signal.throwIfAborted();
    const dimensions = await this.dimensions.find(vault, modelId, documentIds);
    if (dimensions === undefined) return [...documentIds];
    const { generation } = await this.protection.open(vault, modelId, dimensions);
    const stored = await this.ledger.stored(vault.ownerId, documentIds, generation);
    const complete = new Set([...stored.values()].filter((row) => row.isComplete).map((row) => row.documentId));
    const unknown = documentIds.filter((id) => !stored.has(id)).map((id) => ({ id }));
    for await (const { id, packs } of this.packs.readMany(vault, unknown)) {
      const last = packs.at(-1);
      if (last?.modelId === modelId && last.isComplete) complete.add(id);
    }
    return documentIds.filter((id) => !complete.has(id));
  }
}
