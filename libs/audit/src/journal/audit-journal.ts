import { currentClientAddress, currentRequestId } from '@hearthlore/observability';
import { type AuditEntry, canonicalEntry } from '../entries/audit-entry.js';
import type { AuditEvent } from '../entries/audit-event.js';
import type { AuditTags } from '../entries/audit-tags.js';
import { AuditUnavailableError } from '../audit.errors.js';
import { AuditLog } from '../ports/audit-log.port.js';
import type { AuditStore, NewEntry } from '../ports/audit-store.port.js';
import { SecurityEvents } from '../security-events.js';
import { isSameHash, leafHash } from '../tree/merkle-hash.js';
import { catchUp } from './catch-up.js';
import type { LogTree } from './log-tree.js';
import type { MemberTags } from './member-tags.js';

/** Entries that travel together when many wait. */
const BATCH = 256;
/** How often a batch is numbered anew because another process was faster. */
const ATTEMPTS = 5;

type Unnumbered = Omit<AuditEntry, 'seq'>;
interface Waiting {
  readonly entry: Unnumbered;
  readonly tags: Pick<NewEntry, 'actor' | 'object'>;
  readonly at: Date;
  readonly kept: () => void;
  readonly failed: (error: unknown) => void;
}

const hex = (bytes: Uint8Array | undefined): string | null =>
  bytes === undefined ? null : Buffer.from(bytes).toString('hex');

/**
 * Writes entries one batch after the other: what arrives while one is on its way to the disk goes together in the next.
 * The tree grows only by what the database has kept, so that no checkpoint covers an entry that a crash could take.
 */
export class AuditJournal extends AuditLog {
  readonly #events = new SecurityEvents();
  readonly #waiting: Waiting[] = [];
  #isWriteDue = false;
  /** Ends when everything has that was asked to run. */
  #turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: AuditStore,
    private readonly tree: LogTree,
    private readonly tags: AuditTags,
    private readonly members: MemberTags,
    private readonly options: {
      readonly now: () => Date;
      /** Runs between two batches. */
      readonly afterBatch: () => Promise<void>;
    },
  ) {
    super();
  }

  override async append(event: AuditEvent): Promise<void> {
    const at = this.options.now();
    const reqId = currentRequestId() ?? null;
    const address = currentClientAddress();
    const [actor, member] = await Promise.all([this.#member(event.actorId), this.#member(event.objectId)]);
    const object = member ?? (event.thingId === undefined ? undefined : this.tags.thing(event.thingId));
    const network = address === undefined ? undefined : this.tags.network(address);
    const entry = {
      action: event.action,
      actor: hex(actor),
      network: hex(network),
      object: hex(object),
      reqId,
      result: event.result,
      ts: at.toISOString(),
    };
    await new Promise<void>((kept, failed) => {
      this.#waiting.push({ entry, tags: { actor, object }, at, kept, failed });
      this.#wake();
    });
  }

  /** Runs `work` while nothing is being written. */
  exclusively(work: () => Promise<void>): Promise<void> {
    const run = this.#turn.then(work);
    this.#turn = run.catch(() => undefined);
    return run;
  }

  async #member(id: AuditEvent['actorId']): Promise<Uint8Array | undefined> {
    if (id === undefined) return undefined;
    return this.members.find(id).catch((cause: unknown) => {
      throw new AuditUnavailableError({ cause });
    });
  }

  #wake(): void {
    if (this.#isWriteDue) return;
    this.#isWriteDue = true;
    void this.exclusively(() => {
      this.#isWriteDue = false;
      return this.#write();
    });
  }

  async #write(): Promise<void> {
    const batch = this.#waiting.splice(0, BATCH);
    if (this.#waiting.length > 0) this.#wake();
    try {
      const first = await this.#keep(batch);
      for (const [index, { entry, kept }] of batch.entries()) {
        kept();
        this.#events.audited({ ...entry, seq: first + index });
      }
    } catch (error) {
      const refusal = error instanceof AuditUnavailableError ? error : new AuditUnavailableError({ cause: error });
      for (const { failed } of batch) failed(refusal);
    }
    await this.options.afterBatch();
  }

  /** @returns The number of the batch's first entry. */
  async #keep(batch: readonly Waiting[]): Promise<number> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const first = this.tree.size;
      const entries = batch.map(({ entry, tags, at }, index) => ({
        ...tags,
        at,
        text: canonicalEntry({ ...entry, seq: first + index }),
      }));
      const leaves = entries.map(({ text }) => leafHash(text));
      const answer = await this.store.append(first, entries).catch(() => undefined);
      if (answer?.isKept === true) {
        for (const leaf of leaves) this.tree.append(leaf);
        return first;
      }
      // Another process appended; or the answer was lost on its way, and only the log itself knows what it has.
      const hasArrived = await this.#catchUp(first, leaves);
      if (answer === undefined && hasArrived) return first;
    }
    throw new AuditUnavailableError();
  }

  /** @returns Whether the log has these leaves, from number `first` on. */
  async #catchUp(first: number, leaves: readonly Uint8Array[]): Promise<boolean> {
    let same = 0;
    await catchUp(this.tree, this.store, (leaf, seq) => {
      const own = leaves[seq - first];
      if (own !== undefined && isSameHash(own, leaf)) same += 1;
    });
    return same === leaves.length;
  }
}
