import { IncompleteExportError } from '../audit.errors.js';
import { type Checkpoint, readCheckpoint } from '../checkpoints/checkpoint.js';
import { NoteVerifier } from '../checkpoints/note-key.js';
import { noteStanding } from '../checkpoints/signed-note.js';
import { AuditAction } from '../entries/audit-action.js';
import { parseEntry } from '../entries/audit-entry.js';
import type { ExportLine, ExportLineOf } from '../reports/export-line.js';
import { MerkleFrontier } from '../tree/merkle-frontier.js';
import { isSameHash, leafHash } from '../tree/merkle-hash.js';
import { EmptiedBodies, type EmptiedRange } from './emptied-bodies.js';
import { type Finding, FindingKind, firstBad } from './finding.js';

export interface VerificationReport {
  readonly isWhole: boolean;
  readonly entries: number;
  /** How far signed checkpoints reach: what comes after them is not vouched for yet. */
  readonly signedUpTo: number;
  readonly checkpoints: number;
  /** Of these, how many bear the signature of another key: of before the master key was lost, or of somebody else. */
  readonly otherKeys: number;
  readonly anchors: number;
  /**
   * Of these, how many are of entries that a restore from a backup gave up: the log says itself that it went on from
   * an older state, and before which entry. Expected after a restore that is known of, and at no other time.
   */
  readonly givenUp: number;
  /** How many entries, from the first on, have no text any more: by the retention rule, where the log is whole. */
  readonly emptied: number;
  /** The first entry that is wrong, or the first of the range that is; absent for a whole log. */
  readonly firstBad: number | undefined;
  readonly findings: readonly Finding[];
}

export interface VerificationOptions {
  /** Of the machine that verifies. */
  readonly now?: Date;
  /** After how many days texts may be gone, whatever the log says: for a rule that has been changed since. */
  readonly bodyDays?: number | undefined;
}

interface Claim extends Checkpoint {
  readonly against: 'checkpoint' | 'anchor';
}

/** As many as are told one by one; the first one is what counts. */
const MAX_FINDINGS = 100;

/** Recomputes a log from its export, line by line, in memory that does not grow with it. */
export class LogVerification {
  readonly #findings: Finding[] = [];
  readonly #claims: Claim[] = [];
  readonly #tree = MerkleFrontier.empty();
  readonly #bodies: EmptiedBodies;
  #log: ExportLineOf<'log'> | undefined;
  #verifier: NoteVerifier | undefined;
  #isNumbered = true;
  #isEnded = false;
  #next = 0;
  #count = 0;
  /** How far the log is what was signed; its own checkpoints may have been signed anew, the anchors not. */
  readonly #confirmed = { checkpoint: 0, anchor: 0 };
  #signedUpTo = 0;
  #notes = 0;
  #otherKeys = 0;
  #givenUp = 0;
  /** The first entry that says the log goes on from a backup: what was signed of longer logs may be of another end. */
  #restoredAt: number | undefined;

  /** @param anchors Signed notes that were kept elsewhere. */
  constructor(
    private readonly anchors: readonly string[] = [],
    private readonly options: VerificationOptions = {},
  ) {
    this.#bodies = new EmptiedBodies(options.now ?? new Date());
  }

  add(line: ExportLine): void {
    if (line.kind === 'log') this.#begin(line);
    else if (line.kind === 'checkpoint') this.#claim(line.note, 'checkpoint');
    else if (line.kind === 'entry') this.#entry(line);
    else this.#isEnded = line.entries === this.#count;
  }

  /** @throws {IncompleteExportError} where the lines have no beginning or no end: nothing can be said then. */
  finish(): VerificationReport {
    if (this.#log === undefined || !this.#isEnded) throw new IncompleteExportError();
    this.#settle();
    this.#findEmptied(this.#bodies.end());
    if (this.#next < this.#log.size) this.#find(FindingKind.truncated, this.#next);
    for (const claim of this.#claims)
      if (!this.#isGivenUp(claim)) this.#find(FindingKind.truncated, this.#next, { against: claim.against });
    return {
      isWhole: this.#findings.length === 0,
      entries: this.#count,
      signedUpTo: this.#signedUpTo,
      checkpoints: this.#notes,
      otherKeys: this.#otherKeys,
      anchors: this.anchors.length,
      givenUp: this.#givenUp,
      emptied: this.#bodies.emptied,
      firstBad: firstBad(this.#findings),
      findings: this.#findings,
    };
  }

  #begin(log: ExportLineOf<'log'>): void {
    this.#log = log;
    this.#verifier = NoteVerifier.parse(log.verifierKey);
    for (const note of this.anchors) this.#claim(note, 'anchor');
  }

  #claim(note: string, against: Claim['against']): void {
    const checkpoint = readCheckpoint(note);
    const standing = this.#verifier === undefined ? 'unknown-key' : noteStanding(note, this.#verifier);
    if (against === 'checkpoint') {
      this.#notes += 1;
      if (standing === 'unknown-key') this.#otherKeys += 1;
    }
    if (checkpoint === undefined || standing === 'forged' || standing === 'malformed')
      return this.#find(FindingKind.forged, checkpoint?.size ?? 0, { against });
    if (checkpoint.origin !== this.#log?.origin) return this.#find(FindingKind.foreign, checkpoint.size, { against });
    if (standing === 'signed') this.#signedUpTo = Math.max(this.#signedUpTo, checkpoint.size);
    this.#claims.push({ ...checkpoint, against });
    this.#claims.sort((a, b) => b.size - a.size);
  }

  #entry({ seq, leaf, entry, actor, object }: ExportLineOf<'entry'>): void {
    this.#settle();
    this.#count += 1;
    const hash = new Uint8Array(Buffer.from(leaf, 'base64'));
    if (seq !== this.#next) {
      this.#find(FindingKind.missing, Math.min(seq, this.#next));
      // From here on there is no tree to compare with.
      this.#isNumbered = false;
    }
    this.#next = seq + 1;
    this.#tree.append(hash);
    const fail = (kind: FindingKind): void => this.#find(kind, seq);
    if (entry === null) return this.#bodies.noteEmpty(seq) ? undefined : fail(FindingKind.emptied);
    if (!isSameHash(leafHash(entry), hash)) return fail(FindingKind.altered);
    const parsed = parseEntry(entry);
    if (parsed === undefined) return fail(FindingKind.unreadable);
    if (parsed.seq !== seq) return fail(FindingKind.misplaced);
    this.#findEmptied(this.#bodies.noteText(parsed, this.options.bodyDays ?? this.#log?.bodyDays ?? null));
    if (parsed.action === AuditAction.installationRestored) this.#restoredAt ??= seq;
    if (parsed.actor !== actor || parsed.object !== object) fail(FindingKind.misfiled);
  }

  /** Compares what was signed of a log of this length. */
  #settle(): void {
    for (
      let claim = this.#claims.at(-1);
      claim !== undefined && claim.size <= this.#next;
      claim = this.#claims.at(-1)
    ) {
      this.#claims.pop();
      if (!this.#isNumbered) continue;
      const { size, root, against } = claim;
      if (size === this.#tree.size && isSameHash(root, this.#tree.root())) {
        this.#confirmed.checkpoint = size;
        if (against === 'anchor') this.#confirmed.anchor = size;
      } else if (!this.#isGivenUp(claim))
        this.#find(FindingKind.rewritten, this.#confirmed[against], { until: size, against });
    }
  }

  /** The log's own checkpoints came back with it, and have to fit; what was kept elsewhere may be of the other end. */
  #isGivenUp({ size, against }: Claim): boolean {
    if (against !== 'anchor' || this.#restoredAt === undefined || size <= this.#restoredAt) return false;
    this.#givenUp += 1;
    return true;
  }

  #findEmptied(range: EmptiedRange | undefined): void {
    if (range !== undefined) this.#find(FindingKind.emptied, range.seq, { until: range.until });
  }

  #find(kind: FindingKind, seq: number, details: Partial<Finding> = {}): void {
    if (this.#findings.length < MAX_FINDINGS) this.#findings.push({ kind, seq, ...details });
  }
}
