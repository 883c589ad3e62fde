import { randomBytes } from '@hearthlore/crypto';
import type { UserId } from '@hearthlore/kernel';
import { type AuditTags, SALT_BYTES } from '../entries/audit-tags.js';
import type { AuditStore } from '../ports/audit-store.port.js';

/** A family and its guests; more than this are looked up again. */
const REMEMBERED = 1000;

/** Tags of members, with their salts looked up once in a while. */
export class MemberTags {
  readonly #tags = new Map<UserId, Uint8Array>();

  constructor(
    private readonly store: AuditStore,
    private readonly tags: AuditTags,
  ) {}

  /** @returns `undefined` for somebody who is no member (any more): there is nothing to know them by. */
  async find(id: UserId): Promise<Uint8Array | undefined> {
    const known = this.#tags.get(id);
    if (known !== undefined) return known;
    const salt = await this.store.salt(id, randomBytes(SALT_BYTES));
    if (salt === undefined) return undefined;
    const tag = this.tags.member(id, salt);
    if (this.#tags.size >= REMEMBERED) this.#tags.clear();
    this.#tags.set(id, tag);
    return tag;
  }

  /** With an erased member goes the salt, in another process: this is the last place that knows the tag. */
  forgetAll(): void {
    this.#tags.clear();
  }
}
