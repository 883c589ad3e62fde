import { EventEmitter } from 'node:events';
import type { ExportReadyEvent, MemberJobEvent } from '@hearthlore/data-rights';
import type { DocumentEvent } from '@hearthlore/documents';
import type { NoticeEvent } from '@hearthlore/identity';
import type { UserId } from '@hearthlore/kernel';
import type { VaultHolderId } from '@hearthlore/vault';

/** This session is over; nobody else's page is told. */
export interface SessionRevokedEvent {
  readonly type: 'session.revoked';
  readonly sessionId: VaultHolderId;
}

/** Ids, states, codes and numbers only: an event may wait in a buffer, and content may not. */
export type MemberEvent = DocumentEvent | MemberJobEvent | ExportReadyEvent | SessionRevokedEvent | NoticeEvent;

/** Tells a member's open pages what happens to what the member has. */
export class MemberEvents {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  publish(ownerId: UserId, event: MemberEvent): void {
    this.#emitter.emit(ownerId, event);
  }

  /** How many listen to what happens to this member. */
  listeners(ownerId: UserId): number {
    return this.#emitter.listenerCount(ownerId);
  }

  /** @returns A function that ends the subscription. */
  subscribe(ownerId: UserId, listener: (event: MemberEvent) => void): () => void {
    this.#emitter.on(ownerId, listener);
    return () => this.#emitter.off(ownerId, listener);
  }
}
