import { UnreadableCiphertextError } from '@hearthlore/crypto';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { ProtectedVectors } from '@hearthlore/vault';
import { PackDamagedError } from '../packs/pack.errors.js';
import { decodePointPayload, type GuestPayload, type HomePayload, type PointPayload } from './point-payload.js';

interface Answered {
  readonly id: string;
  readonly payload: Uint8Array;
}

/**
 * Sorts what the vector store answered. It is not trusted: only what opens at its own point, was sealed for its owner and
 * says so itself counts; the rest is counted as foreign and left out.
 */
export class FoundPoints {
  readonly homes = new Map<string, HomePayload>();
  /** By the id of their home. */
  readonly #guests = new Map<string, GuestPayload>();
  foreign = 0;

  /** @param isWanted Whether passages of a document may be found at all. */
  constructor(
    private readonly owner: UserId,
    private readonly vectors: Pick<ProtectedVectors, 'open'>,
    private readonly isWanted: (documentId: DocumentId) => boolean,
  ) {}

  /** @param points The candidates. */
  note(points: readonly Answered[]): void {
    for (const point of points) {
      const payload = this.#open(point);
      if (payload === undefined || !this.isWanted(payload.document)) continue;
      if (payload.kind === 'home') this.homes.set(point.id, payload);
      else this.#guests.set(payload.home, payload);
    }
  }

  /** @returns The ids of homes that candidates point to and that were not among them. */
  missing(): string[] {
    return [...this.#guests.keys()].filter((id) => !this.homes.has(id));
  }

  /** @param points What was there under the missing ids. */
  noteHomes(points: readonly Answered[]): void {
    for (const point of points) {
      const guest = this.#guests.get(point.id);
      const payload = this.#open(point);
      if (payload === undefined) continue;
      const isTheirs = payload.document === guest?.document && payload.passage === guest.passage;
      if (payload.kind === 'home' && isTheirs) this.homes.set(point.id, payload);
      else this.foreign += 1;
    }
  }

  /** The documents of all candidates. */
  documents(): Set<DocumentId> {
    const payloads: PointPayload[] = [...this.homes.values(), ...this.#guests.values()];
    return new Set(payloads.map(({ document }) => document));
  }

  /** Documents of candidates whose home is nowhere. */
  homeless(): Set<DocumentId> {
    return new Set(this.missing().flatMap((id) => this.#guests.get(id)?.document ?? []));
  }

  #open({ id, payload }: Answered): PointPayload | undefined {
    try {
      const opened = decodePointPayload(this.vectors.open(id, payload));
      if (opened.owner === this.owner) return opened;
    } catch (error) {
      if (!(error instanceof UnreadableCiphertextError || error instanceof PackDamagedError)) throw error;
    }
    this.foreign += 1;
    return undefined;
  }
}
