import type { AuditEntry } from '../entries/audit-entry.js';

/** 24 hours in milliseconds. */
const DAY = 86_400_000;

export interface EmptiedRange {
  readonly seq: number;
  readonly until: number;
}

/**
 * Tells texts that went by the retention rule from texts that somebody took out. The rule empties entries from the first
 * one on and keeps the last of the old ones (`empty_audit_bodies`): that one's leaf was signed, and entries are written
 * in their order, so its date says how old all before it are at least. A gap anywhere else, or one whose first text
 * after it is younger than the rule, is nobody's rule.
 */
export class EmptiedBodies {
  #emptied = 0;
  #hasBegun = false;

  /** @param now As of the machine that verifies. */
  constructor(private readonly now: Date) {}

  /** @returns Whether the rule may have taken this text; what follows decides. */
  noteEmpty(seq: number): boolean {
    if (this.#hasBegun || seq !== this.#emptied) return false;
    this.#emptied += 1;
    return true;
  }

  /** @param days Of the rule; the clock of the server may be a day ahead of ours. @returns What no rule explains. */
  noteText({ ts }: Pick<AuditEntry, 'ts'>, days: number | null): EmptiedRange | undefined {
    if (this.#hasBegun) return undefined;
    this.#hasBegun = true;
    const isOld = days !== null && this.now.getTime() - Date.parse(ts) >= (days - 1) * DAY;
    return isOld ? undefined : this.#range();
  }

  /** @returns What no rule explains, where no text came at all: the last of the old ones is always kept. */
  end(): EmptiedRange | undefined {
    return this.#hasBegun ? undefined : this.#range();
  }

  /** How many texts are missing from the beginning on. */
  get emptied(): number {
    return this.#emptied;
  }

  #range(): EmptiedRange | undefined {
    return this.#emptied === 0 ? undefined : { seq: 0, until: this.#emptied };
  }
}
