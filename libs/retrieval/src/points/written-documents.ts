import type { DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { DocumentPacks } from '../index/document-packs.js';
import type { VectorPack } from '../packs/vector-pack.js';
import { VectorPackReading } from '../packs/vector-pack-reading.js';
import type { VectorCoverage } from '../ports/vector-store.port.js';

/** Documents that are read in at the same time are few; of one that falls out, the packs are opened once more. */
const MOST = 16;

/** How the vectors of one document stand while it is being written: its last pack, and what the others have. */
export class WrittenDocument {
  readonly packs = new DocumentPacks();
  #passages = new Set<number>();
  #windows = new Set<number>();
  #vectors = 0;

  constructor(packs: readonly VectorPack[]) {
    for (const pack of packs) {
      this.packs.noteVectors(pack);
      this.note(pack);
    }
  }

  /** Takes note of vectors that were appended, the first of another model in place of all that were there. */
  note(added: VectorPack): void {
    for (const { passage, window } of added.places) (window === null ? this.#passages : this.#windows).add(passage);
    this.#vectors += added.places.length;
  }

  /** Of this model; none where the packs are of another. */
  vectorsOf(modelId: string): number {
    return this.packs.modelId === modelId ? this.#vectors : 0;
  }

  coverage(modelId: string): VectorCoverage {
    if (this.packs.modelId !== modelId) return { passages: new Set(), windows: new Set(), isComplete: false };
    return {
      passages: new Set(this.#passages),
      windows: new Set(this.#windows),
      isComplete: this.packs.isComplete,
    };
  }

  /** Begins anew for vectors of another model. */
  clear(): void {
    this.#passages = new Set();
    this.#windows = new Set();
    this.#vectors = 0;
  }
}

/** The documents that vectors are being added to, so that each batch need not open all of the document's packs. */
export class WrittenDocuments {
  /** Least recently written first. */
  readonly #documents = new Map<string, WrittenDocument>();
  readonly #watched = new WeakSet<AbortSignal>();

  constructor(private readonly packs: VectorPackReading) {}

  /** Whether vectors were added just now and more are to come. */
  has({ ownerId }: Pick<MemberVault, 'ownerId'>, documentId: DocumentId): boolean {
    return this.#documents.has(`${ownerId} ${documentId}`);
  }

  async open(vault: MemberVault, documentId: DocumentId): Promise<WrittenDocument> {
    const key = `${vault.ownerId} ${documentId}`;
    const known = this.#documents.get(key);
    const written = known ?? new WrittenDocument(await this.packs.readOne(vault, documentId));
    vault.signal.throwIfAborted();
    this.#documents.delete(key);
    this.#documents.set(key, written);
    this.#watch(vault);
    for (const oldest of this.#documents.keys()) {
      if (this.#documents.size <= MOST) break;
      this.#documents.delete(oldest);
    }
    return written;
  }

  /** @returns How the document stands, without keeping it. */
  async look(vault: MemberVault, documentId: DocumentId): Promise<WrittenDocument> {
    const known = this.#documents.get(`${vault.ownerId} ${documentId}`);
    return known ?? new WrittenDocument(await this.packs.readOne(vault, documentId));
  }

  end({ ownerId }: Pick<MemberVault, 'ownerId'>, documentId: DocumentId): void {
    this.#documents.delete(`${ownerId} ${documentId}`);
  }
  /** Nothing of what was opened outlives the vault. */
  #watch({ ownerId, signal }: MemberVault): void {
    if (this.#watched.has(signal)) return;
    this.#watched.add(signal);
    signal.addEventListener(
      'abort',
      () => {
        for (const key of this.#documents.keys()) if (key.startsWith(`${ownerId} `)) this.#documents.delete(key);
      },
      { once: true },
    );
  }
}
