import type { DocumentId, UserId } from '@hearthlore/kernel';
import { type MemberVault, RecordsTamperedError } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import { Turns } from '../index/turns.js';
import { PackDamagedError } from '../packs/pack.errors.js';
import type { DocumentPoints } from '../ports/point-ledger.port.js';
import { RetrievalOptions } from '../retrieval.options.js';
import type { OpenCollection } from './point-collections.js';
import { PointParts } from './point-parts.js';

export interface SyncResult {
  /** Documents that were sent, or had nothing to send. */
  readonly sent: number;
  /** Documents that still wait: they are being written, or their packs cannot be read. */
  readonly waiting: number;
  /** Rows of documents that are gone, removed with their points. */
  readonly gone: number;
  /** Collections of other keys, models or machines that were dropped. */
  readonly dropped: number;
}

const NOTHING: SyncResult = { sent: 0, waiting: 0, gone: 0, dropped: 0 };

/** Sends what waits, until a member's collection has all that the sealed packs have. Cut short anywhere, the next run goes on. */
export class PointSync {
  readonly #logger = new Logger(PointSync.name);
  readonly #turns = new Turns<UserId>();

  constructor(
    private readonly parts: PointParts,
    private readonly options: RetrievalOptions,
  ) {}

  /**
   * @param signal Ends it between two batches.
   * @throws {VaultLockedError} @throws {VectorStoreUnavailableError | VectorStoreRefusedError | CollectionMissingError} What
   * was sent by then stays sent.
   */
  run(vault: MemberVault, signal: AbortSignal): Promise<SyncResult> {
    return this.#turns.take(vault.ownerId, () => this.#run(vault, AbortSignal.any([signal, vault.signal])));
  }

  async #run(vault: MemberVault, signal: AbortSignal): Promise<SyncResult> {
    signal.throwIfAborted();
    const { collections, documents, ledger } = this.parts;
    // Rows first: a document that is read in meanwhile has none yet, or is in the list.
    const rows = await ledger.list(vault.ownerId);
    const listed = await documents.list(vault);
    const gone = await this.#removeGone(vault.ownerId, rows, new Set(listed));
    const modelId = this.options.modelId();
    const dimensions = await this.parts.dimensions.find(vault, modelId, listed);
    if (dimensions === undefined) return { ...NOTHING, ...(await this.#settleEmpty(vault)), gone };
    const open = await collections.open(vault, modelId, dimensions);
    await collections.establish(vault, open);
    const { generation } = open.vectors;
    // One that was being read anew when the process was killed has packs, and no row any more.
    const known = new Set(rows.map(({ documentId }) => documentId));
    await ledger.enrol(
      vault.ownerId,
      listed.filter((id) => !known.has(id)),
      generation,
    );
    let [sent, damaged] = [0, 0];
    for (const { documentId } of (await ledger.survey(vault.ownerId, generation)).waiting) {
      signal.throwIfAborted();
      if (this.parts.written.has(vault, documentId)) continue;
      const wasSent = await this.#send(vault, documentId, open, modelId, signal);
      if (wasSent === undefined) damaged += 1;
      else if (wasSent) sent += 1;
    }
    const { waiting } = await ledger.survey(vault.ownerId, generation);
    // What cannot be read can never be sent; it must not keep a collection of a key that was given up.
    const dropped = waiting.length > damaged ? 0 : await collections.dropOthers(vault.ownerId, open, signal);
    return { sent, waiting: waiting.length, gone, dropped };
  }

  /** No document has vectors of the model. Those that have none at all wait for nothing; the others are to be embedded anew. */
  async #settleEmpty(vault: MemberVault): Promise<Pick<SyncResult, 'sent' | 'waiting'>> {
    const { ledger, sending, written } = this.parts;
    const { ownerId } = vault;
    const waiting = (await ledger.list(ownerId)).filter(({ isStored }) => !isStored);
    let sent = 0;
    for (const { documentId, edition } of waiting) {
      if ((await written.look(vault, documentId)).packs.vectorPacks > 0) continue;
      await sending.forget(ownerId, documentId);
      const row = await ledger.find(ownerId, documentId);
      if (row?.points !== 0) continue;
      await ledger.markStored(ownerId, documentId, { edition, points: 0, isComplete: false });
      sent += 1;
    }
    return { sent, waiting: waiting.length - sent };
  }

  async #removeGone(
    ownerId: UserId,
    rows: readonly DocumentPoints[],
    listed: ReadonlySet<DocumentId>,
  ): Promise<number> {
    const gone = rows.filter(({ documentId }) => !listed.has(documentId));
    let cleared = 0;
    for (const { documentId } of gone) if (await this.parts.sending.clear(ownerId, documentId)) cleared += 1;
    return cleared;
  }

  /** @returns Nothing where its packs cannot be read. */
  async #send(
    vault: MemberVault,
    documentId: DocumentId,
    open: OpenCollection,
    modelId: string,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    const { sending } = this.parts;
    try {
      return await sending.turn(documentId, () => sending.send(vault, documentId, open, modelId, signal));
    } catch (error) {
      if (!(error instanceof PackDamagedError || error instanceof RecordsTamperedError)) throw error;
      this.#logger.error('vectors of a document cannot be sent', { documentId, code: error.code });
      return undefined;
    }
  }
}
