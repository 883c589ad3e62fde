import { type DocumentId, passageId } from '@hearthlore/kernel';
import { CollectionMissingError } from '@hearthlore/qdrant';
import type { MemberVault } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import { BestPassages } from '../dense/best-passages.js';
import { Cosines } from '../dense/cosines.js';
import { PassageScore } from '../dense/passage-score.js';
import { type Quantised, quantiseQuery } from '../dense/quantise.js';
import { type DocumentPoints, PointLedger, type PointSurvey } from '../ports/point-ledger.port.js';
import { PointWatcher } from '../ports/point-watcher.port.js';
import type { VectorAnswer, VectorQuery } from '../ports/vector-store.port.js';
import { candidates, MOST_HOMES } from './candidates.js';
import { FoundPoints } from './found-points.js';
import { type OpenCollection, PointCollections } from './point-collections.js';
import type { HomePayload } from './point-payload.js';
import { SealedSearch } from './sealed-search.js';
import { isStoreTrouble } from './store-trouble.js';

/** Vectors of the documents named that are compared one by one: as fast as asking, and nothing can be missed. */
const SCANNED_INSTEAD = 8_192;

/** Of the candidates that there must be, those that must come: fewer, and points were lost behind our back. */
const LEAST_ANSWERED = 0.5;

/** Homes of one request. */
const HOMES_AT_ONCE = 100;

/** How many candidates are asked for, and what is stored that they can come from. */
interface Asking extends Pick<PointSurvey, 'stored'> {
  readonly count: number;
}

/** What the vector store had to say. */
interface Asked {
  /** Documents that it said something about and that the ledger does not vouch for: their packs tell. */
  readonly doubtful: ReadonlySet<DocumentId>;
}

/**
 * Has the vector store choose candidates by protected vectors, and orders them by the exact scores of the sealed ones.
 * What it does not have is searched in the packs.
 */
export class PointSearch {
  readonly #logger = new Logger(PointSearch.name);
  readonly #cosines = new Cosines();

  constructor(
    private readonly collections: PointCollections,
    private readonly ledger: PointLedger,
    private readonly sealed: SealedSearch,
    private readonly watcher: PointWatcher,
  ) {}

  /** @throws {VaultLockedError} */
  async search(vault: MemberVault, query: VectorQuery): Promise<VectorAnswer> {
    vault.signal.throwIfAborted();
    const open = await this.collections.open(vault, query.modelId, query.vector.length);
    const { generation } = open.vectors;
    const survey = await this.ledger.survey(vault.ownerId, generation);
    const named = query.documentIds && (await this.ledger.stored(vault.ownerId, query.documentIds, generation));
    const best = new BestPassages(query.limit);
    if (named !== undefined && query.documentIds !== undefined && pointsOf(named) <= SCANNED_INSTEAD) {
      const documents = query.documentIds.map((id) => ({ id, ...sizeOf(named.get(id)?.points) }));
      await this.sealed.searchIn(vault, query, documents, best);
      return { found: best.list(), isFallback: false };
    }
    const isAsked = this.collections.isCurrent(open, survey.collection);
    const wanted = named === undefined ? survey.stored.points : pointsOf(named);
    const asked = isAsked
      ? await this.#tryStore(vault, query, open, { count: candidates(survey.stored.points, wanted), ...survey }, best)
      : undefined;
    if (asked === undefined) {
      const isAnything = await this.sealed.searchAll(vault, query, best);
      if (isAnything) this.watcher.waiting(vault);
      return { found: best.list(), isFallback: isAnything };
    }
    await this.#searchRest(vault, query, survey, asked.doubtful, best);
    // The documents named may have many vectors, and all of them behind those of the others.
    if (query.documentIds !== undefined && best.list().length < query.limit)
      await this.sealed.searchAll(vault, query, best);
    return { found: best.list(), isFallback: survey.waiting.length > survey.stored.documents };
  }

  async #searchRest(
    vault: MemberVault,
    query: VectorQuery,
    { waiting }: PointSurvey,
    doubtful: ReadonlySet<DocumentId>,
    best: BestPassages,
  ): Promise<void> {
    const rest = new Map(waiting.map(({ documentId, points }) => [documentId, points] as const));
    for (const id of doubtful) if (!rest.has(id)) rest.set(id, 0);
    if (rest.size === 0) return;
    const named = query.documentIds && new Set(query.documentIds);
    const documents = [...rest].filter(([id]) => named?.has(id) !== false);
    await this.sealed.searchIn(
      vault,
      query,
      documents.map(([id, points]) => ({ id, ...sizeOf(points) })),
      best,
    );
    this.watcher.waiting(vault);
  }

  /** @returns Nothing where the store is at fault. */
  async #tryStore(
    vault: MemberVault,
    query: VectorQuery,
    open: OpenCollection,
    asking: Asking,
    best: BestPassages,
  ): Promise<Asked | undefined> {
    if (asking.count === 0) return { doubtful: new Set() };
    try {
      return await this.#askStore(vault, query, open, asking, best);
    } catch (error) {
      vault.signal.throwIfAborted();
      if (!isStoreTrouble(error)) throw error;
      this.#logger.warn('search goes on in the sealed packs', { code: error.code });
      if (error instanceof CollectionMissingError) await this.collections.lost(vault.ownerId, open);
      return undefined;
    }
  }

  async #askStore(
    vault: MemberVault,
    query: VectorQuery,
    open: OpenCollection,
    { count, stored: { points } }: Asking,
    best: BestPassages,
  ): Promise<Asked> {
    const { ownerId, signal } = vault;
    const { vectors, collection } = open;
    const named = query.documentIds && new Set(query.documentIds);
    const found = new FoundPoints(ownerId, vectors, (id) => named?.has(id) !== false);
    const nearest = await collection.query(vectors.rotateQuery(query.vector), count, signal);
    // An index may miss a few, and no more than that: the rest is as good as gone.
    if (nearest.length < LEAST_ANSWERED * Math.min(count, points)) throw new CollectionMissingError();
    found.note(nearest);
    const missing = found.missing(MOST_HOMES);
    const documents = found.documents(missing);
    const [stored] = await Promise.all([
      this.ledger.stored(ownerId, [...documents], vectors.generation),
      // The store goes on answering while what has come is opened.
      ...Array.from(groupsOf(missing), async (ids) => found.noteHomes(await collection.retrieve(ids, signal))),
    ]);
    if (found.foreign > 0) this.watcher.foreignPoints(ownerId, found.foreign);
    signal.throwIfAborted();
    const stale = this.#score(found.homes.values(), stored, quantiseQuery(query.vector), best);
    for (const id of found.homeless(missing)) if (stored.has(id)) stale.add(id);
    if (stale.size > 0) await this.ledger.markWaiting(ownerId, [...stale]);
    const doubtful = new Set([...stale, ...[...documents].filter((id) => !stored.has(id))]);
    return { doubtful };
  }

  /** @returns The documents whose points are not of the edition that the ledger knows. */
  #score(
    homes: Iterable<HomePayload>,
    stored: ReadonlyMap<DocumentId, DocumentPoints>,
    query: Quantised<Int16Array>,
    best: BestPassages,
  ): Set<DocumentId> {
    const stale = new Set<DocumentId>();
    for (const home of homes) {
      const row = stored.get(home.document);
      if (row === undefined) continue;
      const isOfNow = Buffer.compare(row.edition, home.edition) === 0 && home.dimensions === query.values.length;
      if (isOfNow) best.note(passageId(home.document, home.passage), this.#scoreOf(home, query));
      else stale.add(home.document);
    }
    return stale;
  }

  #scoreOf({ isWindow, scales, values }: HomePayload, query: Quantised<Int16Array>): number {
    const score = new PassageScore();
    this.#cosines.of(query, values, scales).forEach((cosine, i) => score.note(isWindow[i] === true, cosine));
    return score.value;
  }
}

function* groupsOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += HOMES_AT_ONCE) yield ids.slice(at, at + HOMES_AT_ONCE);
}

function pointsOf(stored: ReadonlyMap<DocumentId, DocumentPoints>): number {
  return [...stored.values()].reduce((sum, { points }) => sum + points, 0);
}

/** A document that was never sent counts as one of unknown size. */
function sizeOf(points: number | undefined): { readonly vectors?: number } {
  return points === undefined || points === 0 ? {} : { vectors: points };
}
