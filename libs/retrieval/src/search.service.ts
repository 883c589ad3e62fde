import { Injectable, Logger } from '@nestjs/common';
import { type PassageId, parsePassageId } from '@hearthlore/kernel';
import { EmbeddingRuntime, ModelUnavailableError } from '@hearthlore/models';
import type { MemberVault } from '@hearthlore/vault';
import { fuse } from './fusion/fuse.js';
import { type ChannelPlan, planChannels } from './fusion/language-policy.js';
import { CHANNEL_DEPTH } from './fusion/min-max.js';
import type { Scored } from './fusion/scored.js';
import { MemberIndexes, type OpenIndex } from './index/member-indexes.js';
import { contentWords } from './lexical/function-words.js';
import { LanguageDetector } from './lexical/language-detector.js';
import { searchWords } from './lexical/lexical-search.js';
import { wordsOf } from './lexical/words.js';
import { DocumentReader } from './ports/document-reader.port.js';
import { VectorStore } from './ports/vector-store.port.js';
import type { DenseState, SearchHit, SearchRequest, SearchResult } from './search.js';

interface DenseAnswer {
  readonly found: readonly Scored<PassageId>[];
  readonly state: DenseState;
  readonly isFallback: boolean;
}

const NOT_ASKED = { found: [], isFallback: false } as const;

/** Answers questions from one member's documents: by words and by meaning, mixed. */
@Injectable()
export class SearchService {
  readonly #logger = new Logger(SearchService.name);

  constructor(
    private readonly indexes: MemberIndexes,
    private readonly languages: LanguageDetector,
    private readonly vectors: VectorStore,
    private readonly embedding: EmbeddingRuntime,
    private readonly documents: DocumentReader,
  ) {}

  /** @throws {VaultLockedError} @throws {IndexBusyError} if the member's index does not fit into memory. */
  async search(vault: MemberVault, request: SearchRequest, signal: AbortSignal): Promise<SearchResult> {
    const started = performance.now();
    const open = await this.indexes.openPatiently(vault);
    const words = wordsOf(request.query);
    const language = await this.languages.detectQuestion(request.query, open.index.lexical.languages());
    const plan = await this.#plan(request, language, words);
    const asking = this.#askVectors(vault, request, plan, signal);
    const lexical = asks(request, 'lexical') ? this.#askWords(open, request, contentWords(words, language), plan) : [];
    const dense = await asking;
    signal.throwIfAborted();
    const weight = dense.state === 'used' ? plan.denseWeight : 0;
    const ranked = fuse(dense.found, lexical, asks(request, 'lexical') ? weight : 1).slice(0, request.limit);
    const hits = await this.#present(vault, ranked, dense.found, lexical);
    return {
      hits,
      tookMs: performance.now() - started,
      dense: dense.state,
      isFallback: dense.isFallback,
      isComplete: open.isLoaded,
      damaged: [...open.damaged],
    };
  }

  async #plan(request: SearchRequest, language: string, words: readonly string[]): Promise<ChannelPlan> {
    const { model } = this.embedding;
    const counted = await this.#unlessUnavailable(async () => model?.countTokens([request.query]));
    return planChannels({ language, words, pieces: counted?.[0] }, model?.languages ?? 'any');
  }

  #askWords(
    { index }: OpenIndex,
    request: SearchRequest,
    words: readonly string[],
    plan: ChannelPlan,
  ): Scored<PassageId>[] {
    const eligible = index.table.eligible(request.documentIds);
    return index.table.name(searchWords(index.lexical, words, plan.lexical, eligible));
  }

  async #askVectors(
    vault: MemberVault,
    request: SearchRequest,
    plan: ChannelPlan,
    signal: AbortSignal,
  ): Promise<DenseAnswer> {
    const { model } = this.embedding;
    if (!asks(request, 'dense')) return { ...NOT_ASKED, state: 'off-request' };
    if (model === undefined) return { ...NOT_ASKED, state: 'off-missing' };
    // Whoever asks for meaning alone gets it in any language: there is nothing else to answer with.
    if (plan.denseWeight === 0 && asks(request, 'lexical')) return { ...NOT_ASKED, state: 'off-language' };
    const embedded = await this.#unlessUnavailable(() => model.embed([request.query], { priority: 'query', signal }));
    const vector = embedded?.[0];
    if (vector === undefined) return { ...NOT_ASKED, state: 'off-missing' };
    const { documentIds } = request;
    const { found, isFallback } = await this.vectors.search(vault, {
      modelId: model.modelId,
      vector,
      limit: CHANNEL_DEPTH,
      ...(documentIds === undefined ? {} : { documentIds }),
    });
    return { found, isFallback, state: found.length === 0 ? 'off-missing' : 'used' };
  }

  /** Words answer without the model: that it stopped is told by the result, and need not fail the question. */
  async #unlessUnavailable<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ModelUnavailableError)) throw error;
      this.#logger.warn('search goes on by words alone', { code: error.code });
      return undefined;
    }
  }

  async #present(
    vault: MemberVault,
    ranked: readonly Scored<PassageId>[],
    dense: readonly Scored<PassageId>[],
    lexical: readonly Scored<PassageId>[],
  ): Promise<SearchHit[]> {
    const places = ranked.flatMap((hit) => {
      const place = parsePassageId(hit.key);
      return place === undefined ? [] : [{ ...hit, ...place }];
    });
    const byDocument = Map.groupBy(places, ({ documentId }) => documentId);
    const wanted = new Map(Array.from(byDocument, ([id, hits]) => [id, hits.map(({ index }) => index)] as const));
    const documents = await this.documents.read(vault, wanted);
    const [byMeaning, byWords] = [scoresOf(dense), scoresOf(lexical)];
    return places.flatMap(({ key, score, documentId, index }) => {
      const document = documents.get(documentId);
      const passage = document?.passages.find((candidate) => candidate.index === index);
      // Deleted since it was found.
      if (document === undefined || passage === undefined) return [];
      const { page, lastPage, heading, text } = passage;
      const channels = { ...pick('dense', byMeaning.get(key)), ...pick('lexical', byWords.get(key)) };
      return [
        { documentId, passageId: key, index, title: document.title, page, lastPage, heading, text, score, channels },
      ];
    });
  }
}

function asks({ channels }: SearchRequest, channel: 'dense' | 'lexical'): boolean {
  return channels === undefined || channels.length === 0 || channels.includes(channel);
}

function scoresOf(scored: readonly Scored<PassageId>[]): Map<PassageId, number> {
  return new Map(scored.map(({ key, score }) => [key, score]));
}

function pick<K extends string>(key: K, score: number | undefined): Partial<Record<K, number>> {
  const picked: Partial<Record<K, number>> = {};
  if (score !== undefined) picked[key] = score;
  return picked;
}
