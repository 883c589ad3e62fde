import { AuditAction, type AuditLog } from '@hearthlore/audit';
import type { UserId } from '@hearthlore/kernel';
import type { KeyCache } from '@hearthlore/vault';
import type { Role } from '../accounts/account.js';
import type { DrizzleLockdownStore, Ended } from '../adapters/drizzle-lockdown-store.js';
import { NotAllowedError } from '../identity.errors.js';
import { mayManageFamily } from '../accounts/account.js';
import { LockedDownError } from './lockdown.errors.js';

/** How often a process looks whether another one was told to shut, in milliseconds. */
const LOOK_INTERVAL = 2000;

/**
 * The switch for when somebody may be inside who should not be: nobody stays signed in, no key stays in memory, nothing
 * is taken in or answered, and only owner and admins get in again, to look and to put things right. It is a date in the
 * database, so that a restart opens nothing. [Note: Lockdown]
 */
export class Lockdown {
  #since: Date | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: Pick<DrizzleLockdownStore, 'since' | 'begin' | 'end'>,
    private readonly keys: Pick<KeyCache, 'holders' | 'lock'>,
    private readonly audit: AuditLog,
  ) {}

  /** As last looked up; {@link look} asks. */
  get since(): Date | undefined {
    return this.#since;
  }

  /** @param onFailure Told when the database could not be asked; what was known holds on. */
  async start(onFailure: (error: unknown) => void): Promise<void> {
    await this.look();
    this.#timer ??= setInterval(() => void this.look().catch(onFailure), LOOK_INTERVAL).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Follows what another process, or this one, was told. */
  async look(): Promise<void> {
    const before = this.#since;
    this.#since = await this.store.since();
    if (this.#since !== undefined && this.#since.getTime() !== before?.getTime()) this.#dropKeys();
  }

  /** @throws {NotAllowedError} */
  async begin(callerId: UserId): Promise<Ended> {
    // Written down first: whoever called is signed out with the others, and an intruder must not stop the note.
    await this.audit.append({ action: AuditAction.lockdownBegun, actorId: callerId, result: 'ok' });
    const ended = await this.store.begin(callerId);
    if (ended === undefined) throw new NotAllowedError();
    await this.look();
    this.#dropKeys();
    return ended;
  }

  /** @throws {NotAllowedError} for anybody but the owner. */
  async end(callerId: UserId): Promise<void> {
    if (!(await this.store.end(callerId))) throw new NotAllowedError();
    await this.look();
    await this.audit.append({ action: AuditAction.lockdownEnded, actorId: callerId, result: 'ok' });
  }

  /** Asks the database: who signs in must not slip through the seconds until the next look. @throws {LockedDownError} */
  async assertMayEnter(role: Role | undefined): Promise<void> {
    if (role !== undefined && mayManageFamily(role)) return;
    await this.look();
    if (this.#since !== undefined) throw new LockedDownError();
  }

  #dropKeys(): void {
    for (const holder of this.keys.holders) this.keys.lock(holder);
  }
}
