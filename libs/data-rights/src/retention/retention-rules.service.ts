import { AuditAction, type AuditLog } from '@hearthlore/audit';
import type { Clock, UserId } from '@hearthlore/kernel';
import type { AgeingCounts, DrizzleRetentionRules, RetentionRun } from '../adapters/drizzle-retention-rules.js';
import { ageingPhrase } from './ageing-phrase.js';
import { messageCutoff } from './cutoffs.js';
import {
  type Ageing,
  RetentionConfirmationRequiredError,
  RetentionTooLongError,
  RetentionTooShortError,
} from './retention.errors.js';
import {
  DAY,
  isWritten,
  LEAST_DAYS,
  type NewRule,
  NOTICE_DAYS,
  type RetentionKind,
  type RetentionRule,
  withDefaults,
  type WrittenKind,
} from './retention-rule.js';

/** What goes by age: of everybody, as a manager sets it, and of oneself. */
export class RetentionRules {
  constructor(
    private readonly rules: DrizzleRetentionRules,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async list(callerId: UserId): Promise<RetentionRule[]> {
    return withDefaults(await this.rules.list(callerId));
  }

  /**
   * Sets rules of the installation; those left out stay, and so do those that are the same.
   *
   * @throws {RetentionConfirmationRequiredError} where nothing of a kind would be left: its phrase is what to confirm with.
   * @throws {RetentionTooShortError}
   */
  async set(callerId: UserId, wanted: readonly NewRule[], confirm?: string): Promise<RetentionRule[]> {
    assertLongEnough(wanted);
    const changed = changes(await this.list(callerId), wanted);
    await this.#assertMeant(changed, confirm, (cutoff) => this.rules.countAll(callerId, cutoff));
    await this.rules.save(callerId, changed, this.clock.now());
    if (changed.length > 0)
      await this.audit.append({ action: AuditAction.retentionChanged, result: 'ok', actorId: callerId });
    return this.list(callerId);
  }

  listOwn(ownerId: UserId): Promise<RetentionRule<WrittenKind>[]> {
    return this.rules.listOwn(ownerId);
  }

  /** @throws {RetentionTooLongError} @throws {RetentionConfirmationRequiredError} */
  async setOwn(
    ownerId: UserId,
    wanted: readonly NewRule<WrittenKind>[],
    confirm?: string,
  ): Promise<RetentionRule<WrittenKind>[]> {
    assertLongEnough(wanted);
    const installation = await this.list(ownerId);
    for (const { kind, days } of wanted) {
      const most = installation.find((rule) => rule.kind === kind)?.days ?? null;
      if (days !== null && most !== null && days > most) throw new RetentionTooLongError(kind, most);
    }
    const changed = changes(await this.listOwn(ownerId), wanted);
    await this.#assertMeant(changed, confirm, (cutoff) => this.rules.countOwn(ownerId, cutoff));
    await this.rules.saveOwn(ownerId, changed, this.clock.now());
    if (changed.length > 0)
      await this.audit.append({ action: AuditAction.retentionChosen, result: 'ok', actorId: ownerId });
    return this.listOwn(ownerId);
  }

  /** Whether any single message of this member is overdue at some time by now. */
  async hasMessageRule(ownerId: UserId): Promise<boolean> {
    const rules = [...(await this.list(ownerId)), ...(await this.listOwn(ownerId))];
    return messageCutoff(rules, this.clock.now()) !== undefined;
  }

  /** A manager asked for a run. */
  async noteRun(callerId: UserId): Promise<void> {
    await this.audit.append({ action: AuditAction.retentionRun, result: 'ok', actorId: callerId });
  }

  listRuns(callerId: UserId, limit: number): Promise<RetentionRun[]> {
    return this.rules.listRuns(callerId, limit);
  }

  vouchForClock(callerId: UserId): Promise<void> {
    return this.rules.vouchForClock(callerId, this.clock.now());
  }

  /**
   * Counts as of the day on which the rules begin to bite: what is too young today may not be so then. Messages are
   * counted as of now: short rules are what they have, and one of seven days would always take all there is by then.
   */
  async #assertMeant(
    changed: readonly NewRule[],
    confirm: string | undefined,
    countBy: (cutoff: Date) => Promise<AgeingCounts>,
  ): Promise<void> {
    const everything: Ageing[] = [];
    for (const { kind, days } of changed) {
      if (days === null || !isWritten(kind)) continue;
      const ahead = kind === 'documents' || kind === 'conversations' ? NOTICE_DAYS : 0;
      const counts = await countBy(new Date(this.clock.now().getTime() + (ahead - days) * DAY));
      // Messages are sealed: a conversation that nobody added to since then has none that is younger.
      const { total, due } = counts[kind === 'documents' ? 'documents' : 'conversations'];
      if (total > 0 && due === total) everything.push({ kind, total, due });
    }
    const phrase = ageingPhrase(everything);
    if (everything.length > 0 && confirm !== phrase) throw new RetentionConfirmationRequiredError(phrase, everything);
  }
}

function assertLongEnough(wanted: readonly NewRule[]): void {
  for (const { kind, days } of wanted)
    if (days !== null && days < LEAST_DAYS[kind]) throw new RetentionTooShortError(kind, LEAST_DAYS[kind]);
}

/** The last word on a kind counts; a rule that is set to what it is keeps the day it began. */
function changes<Kind extends RetentionKind>(
  rules: readonly RetentionRule[],
  wanted: readonly NewRule<Kind>[],
): NewRule<Kind>[] {
  const last = new Map(wanted.map((rule) => [rule.kind, rule]));
  return [...last.values()].filter(
    ({ kind, days }) => (rules.find((rule) => rule.kind === kind)?.days ?? null) !== days,
  );
}
