import { type DocumentId, type PassageId, passageId } from '@hearthlore/kernel';
import type { Scored } from '../fusion/scored.js';
import { growableUint8, growableUint32 } from './growable.js';

/** Stands for a passage that is gone in the map that `compact` hands out. */
export const GONE = 0xffff_ffff;

/**
 * Numbers the passages of one member, so that both channels address them by slot in flat arrays.
 * A removed document's slots stay, marked dead, until the index is compacted.
 */
export class PassageTable {
  readonly #documentOf = growableUint32();
  readonly #indexOf = growableUint32();
  readonly #alive = growableUint8();
  readonly #slots = new Map<DocumentId, number[]>();
  #documents: (DocumentId | undefined)[] = [];
  readonly #ordinals = new Map<DocumentId, number>();
  #dead = 0;

  /** Slots, dead ones included. */
  get slots(): number {
    return this.#alive.length;
  }

  get living(): number {
    return this.#alive.length - this.#dead;
  }

  get hasDead(): boolean {
    return this.#dead > 0;
  }

  get bytes(): number {
    return this.#documentOf.bytes + this.#indexOf.bytes + this.#alive.bytes + this.#documents.length * 100;
  }

  /** 1 for each slot that counts. */
  get alive(): Uint8Array {
    return this.#alive.values;
  }

  documents(): DocumentId[] {
    return [...this.#slots.keys()];
  }

  has(documentId: DocumentId): boolean {
    return this.#slots.has(documentId);
  }

  /** @returns The slots of a document by passage index. */
  slotsOf(documentId: DocumentId): ReadonlyMap<number, number> {
    const slots = new Map<number, number>();
    this.#slots.get(documentId)?.forEach((slot, index) => slots.set(index, slot));
    return slots;
  }

  /** @returns The slot of a passage, given out now if it has none. */
  ensure(documentId: DocumentId, index: number): number {
    let slots = this.#slots.get(documentId);
    if (slots === undefined) {
      slots = [];
      this.#slots.set(documentId, slots);
      this.#ordinals.set(documentId, this.#documents.length);
      this.#documents.push(documentId);
    }
    let slot = slots[index];
    if (slot === undefined) {
      slot = this.#alive.length;
      slots[index] = slot;
      this.#alive.push(1);
      this.#indexOf.push(index);
      this.#documentOf.push(this.#ordinals.get(documentId) ?? GONE);
    }
    return slot;
  }

  /** @returns Whether the document was there. */
  remove(documentId: DocumentId): boolean {
    const slots = this.#slots.get(documentId);
    if (slots === undefined) return false;
    slots.forEach((slot) => {
      this.#alive.values[slot] = 0;
      this.#dead += 1;
    });
    this.#slots.delete(documentId);
    this.#ordinals.delete(documentId);
    return true;
  }

  /** @returns Which passage a slot is, or `undefined` for a dead one. */
  find(slot: number): { readonly documentId: DocumentId; readonly index: number } | undefined {
    if (this.#alive.values[slot] !== 1) return undefined;
    const documentId = this.#documents[this.#documentOf.values[slot] ?? GONE];
    return documentId === undefined ? undefined : { documentId, index: this.#indexOf.values[slot] ?? 0 };
  }

  /** @returns The same with passages named by their ids instead of their slots. */
  name(scored: readonly Scored<number>[]): Scored<PassageId>[] {
    return scored.flatMap(({ key, score }) => {
      const passage = this.find(key);
      return passage === undefined ? [] : [{ key: passageId(passage.documentId, passage.index), score }];
    });
  }

  /** @returns 1 for each living slot, of these documents alone where any are named. */
  eligible(documentIds?: readonly DocumentId[]): Uint8Array {
    if (documentIds === undefined) return this.#alive.values.subarray(0, this.slots);
    const eligible = new Uint8Array(this.slots);
    for (const documentId of documentIds)
      this.#slots.get(documentId)?.forEach((slot) => {
        eligible[slot] = 1;
      });
    return eligible;
  }

  /** Gives the living passages new slots without gaps, in the old order. @returns The new slot of each old one, or `GONE`. */
  compact(): Uint32Array {
    const moved = new Uint32Array(this.slots).fill(GONE);
    const living = Array.from(moved.keys(), (slot) => ({ slot, passage: this.find(slot) }));
    this.#clear();
    for (const { slot, passage } of living)
      if (passage !== undefined) moved[slot] = this.ensure(passage.documentId, passage.index);
    return moved;
  }

  #clear(): void {
    this.#documentOf.clear();
    this.#indexOf.clear();
    this.#alive.clear();
    this.#slots.clear();
    this.#ordinals.clear();
    this.#documents = [];
    this.#dead = 0;
  }
}
