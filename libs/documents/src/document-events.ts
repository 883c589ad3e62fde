import { EventEmitter } from 'node:events';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { DocumentState } from './document.js';

/** Ids, states and numbers only: an event may wait in a buffer, and content may not. */
export interface DocumentEvent {
  readonly type: 'document.progress' | 'document.ready' | 'document.failed' | 'document.deleted';
  readonly documentId: DocumentId;
  readonly state: DocumentState | 'deleted';
  readonly progress: number;
  readonly error: string | null;
}

/** Tells a member's open pages what happens to that member's documents. */
export class DocumentEvents {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  publish(ownerId: UserId, event: DocumentEvent): void {
    this.#emitter.emit(ownerId, event);
  }

  /** @returns A function that ends the subscription. */
  subscribe(ownerId: UserId, listener: (event: DocumentEvent) => void): () => void {
    this.#emitter.on(ownerId, listener);
    return () => this.#emitter.off(ownerId, listener);
  }
}
