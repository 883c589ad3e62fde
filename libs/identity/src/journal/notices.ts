import type { NoticeId, UserId } from '@hearthlore/kernel';
import { newId } from '@hearthlore/kernel';
import type { DrizzleNoticeStore, Notice } from '../adapters/drizzle-notice-store.js';

/** What a member is told the next time: somebody else might have done it. */
export const NoticeKind = {
  sessionReuse: 'session-reuse',
  passphraseChanged: 'passphrase-changed',
  recoveryKeyUsed: 'recovery-key-used',
  recoveryKeyReplaced: 'recovery-key-replaced',
  secondFactorChanged: 'second-factor-changed',
  passkeyAdded: 'passkey-added',
  secondFactorRefused: 'second-factor-refused',
  resetRequested: 'reset-requested',
  startEmptyScheduled: 'start-empty-scheduled',
  roleChanged: 'role-changed',
  /** Left by the worker, which writes no other. */
  retentionAhead: 'retention-ahead',
  erasureScheduled: 'erasure-scheduled',
  erasureCancelled: 'erasure-cancelled',
} as const;
export type NoticeKind = (typeof NoticeKind)[keyof typeof NoticeKind];

/** That there is something new to read. */
export interface NoticeEvent {
  readonly type: 'system.notice';
  readonly kind: NoticeKind;
}

/** Short notes from the account to its member; kinds and dates, never content. */
export class Notices {
  #onAdded: (ownerId: UserId, id: NoticeId) => Promise<void> = async () => undefined;

  constructor(
    private readonly store: DrizzleNoticeStore,
    private readonly events: { publish(ownerId: UserId, event: NoticeEvent): void } = { publish: () => undefined },
  ) {}

  /** Has `listener` told of every notice, so that a member hears of it who is not looking. */
  whenAdded(listener: (ownerId: UserId, id: NoticeId) => Promise<void>): void {
    this.#onAdded = listener;
  }

  /** One of a kind waits to be seen, however often it happened since. */
  async add(ownerId: UserId, kind: NoticeKind): Promise<void> {
    if ((await this.store.list(ownerId)).some((notice) => notice.kind === kind)) return;
    const id = newId<NoticeId>();
    await this.store.insert({ id, ownerId, kind });
    this.events.publish(ownerId, { type: 'system.notice', kind });
    await this.#onAdded(ownerId, id);
  }

  list(ownerId: UserId): Promise<Notice[]> {
    return this.store.list(ownerId);
  }

  /** @returns Whether this member had such a notice. */
  dismiss(ownerId: UserId, id: NoticeId): Promise<boolean> {
    return this.store.delete(ownerId, id);
  }
}
