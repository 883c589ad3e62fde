import { UnreadableCiphertextError } from '@hearthlore/crypto';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { ProtectedVectors } from '@hearthlore/vault';
import { PackDamagedError } from '../packs/pack.errors.js';
import { decodePointPayload, type GuestPayload, type HomePayload, type PointPayload } from './point-payload.js';

interface Answered {
  readonly id: string;
  readonly payload: Uint8Array;
}

/** A passage that candidates point to and whose home is not among them. */
interface Guests {
  readonly payload: GuestPayload;
  /** How much closer than the last candidate its points are, taken together. */
  excess: number;
}

/**
 * Sorts what the vector store answered. It is not trusted: only what opens at its own point, was sealed for its owner and
 * says so itself counts; the rest is counted as foreign and left out.
 */
export class FoundPoints {
  readonly homes = new Map<string, HomePayload>();
  /** By the id of their home. */
  readonly #guests = new Map<string, Guests>();
  foreign = 0;

  /** @param isWanted Whether passages of a document may be found at all. */
  constructor(
    private readonly owner: UserId,
    private readonly vectors: Pick<ProtectedVectors, 'open'>,
    private readonly isWanted: (documentId: DocumentId) => boolean,
  ) {}

  /** @param points The candidates, nearest first. */
  note(points: readonly (Answered & { readonly score: number })[]): void {
    const least = points.at(-1)?.score ?? 0;
    for (const point of points) {
      const payload = this.#open(point);
      if (payload === undefined || !this.isWanted(payload.document)) continue;
      if (payload.kind === 'home') this.homes.set(point.id, payload);
      else this.#noteGuest(payload, point.score - least);
    }
    for (const id of this.homes.keys()) this.#guests.delete(id);
  }

  /**
   * Each point has noise of its own, so several points of a passage say more than the nearest one: the passages to look at
   * are those with the most of them, weighed by how near they are.
   *
   * @returns The ids of at most `most` homes that candidates point to and that were not among them.
   */
  missing(most: number): string[] {
    return [...this.#guests]
      .sort(([, a], [, b]) => b.excess - a.excess)
      .slice(0, most)
      .map(([id]) => id);
  }

  /** @param points What was there under the missing ids. */
  noteHomes(points: readonly Answered[]): void {
    for (const point of points) {
      const guest = this.#guests.get(point.id)?.payload;
      const payload = this.#open(point);
      if (payload === undefined) continue;
      const isTheirs = payload.document === guest?.document && payload.passage === guest.passage;
      // What opens here is ours; of a text that was replaced, whose guests were not all removed yet.
      if (payload.kind === 'home' && isTheirs) this.homes.set(point.id, payload);
    }
  }

  /** @returns The documents of these homes and of all that were among the candidates. */
  documents(missing: readonly string[]): Set<DocumentId> {
    const documents = new Set(Array.from(this.homes.values(), ({ document }) => document));
    for (const id of missing) {
      const guest = this.#guests.get(id)?.payload;
      if (guest !== undefined) documents.add(guest.document);
    }
    return documents;
  }

  /** @returns The documents of those of the missing homes that were nowhere. */
  homeless(missing: readonly string[]): Set<DocumentId> {
    return new Set(missing.flatMap((id) => (this.homes.has(id) ? [] : (this.#guests.get(id)?.payload.document ?? []))));
  }

  #noteGuest(payload: GuestPayload, excess: number): void {
    const known = this.#guests.get(payload.home);
    if (known === undefined) this.#guests.set(payload.home, { payload, excess });
    else known.excess += excess;
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
