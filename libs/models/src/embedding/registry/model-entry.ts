import type { BertShape } from '../conversion/bert-graph.js';

/** One file, and what makes it the right one. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** How the weights are held and multiplied. int8 is for the CPU; graphics processors have no use for it. */
export type ModelVariant = 'int8' | 'fp32';

export interface ConvertedModel {
  readonly graph: ModelFile;
  /** Absent where the graph points into the source's weights. */
  readonly weights?: ModelFile;
}

/** What Hearthlore knows about an embedding model. Every digest is pinned: a file that differs is refused unread. */
export interface EmbeddingModelEntry {
  readonly id: string;
  readonly title: string;
  /** SPDX. */
  readonly licence: string;
  readonly dimensions: number;
  readonly pooling: 'mean';
  /** What the model was trained to see in front of a text. */
  readonly prefixes: { readonly query: string; readonly document: string };
  /** Longest input in tokens, special tokens included. */
  readonly maxTokens: number;
  /** ISO 639-1 codes. */
  readonly languages: readonly string[] | 'any';
  readonly architecture: BertShape;
  readonly weights: ModelFile;
  readonly tokenizer: ModelFile;
  readonly vocabulary: ModelFile;
  readonly hub: { readonly repository: string; readonly revision: string };
  /** A package of the Python index that carries the same files. */
  readonly pip?: { readonly name: string; readonly version: string; readonly folder: string };
  readonly converted: Readonly<Record<ModelVariant, ConvertedModel>>;
}

/** The files that come from outside, smallest first, so that a wrong source is noticed early. */
export function sourceFiles(entry: EmbeddingModelEntry): readonly ModelFile[] {
  return [entry.vocabulary, entry.tokenizer, entry.weights];
}

/** The id that is stored beside vectors: vectors of two variants are not mixed. */
export function variantId(entry: EmbeddingModelEntry, variant: ModelVariant): string {
  return `${entry.id}/${variant}`;
}
