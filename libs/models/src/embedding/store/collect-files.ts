import { AppError } from '@hearthlore/kernel';
import { type FailedSource, ModelNotObtainableError } from '../embedding.errors.js';
import { type EmbeddingModelEntry, type ModelFile, sourceFiles } from '../registry/model-entry.js';
import { fileState } from './file-digest.js';
import { ModelFileSink, type ModelProgress } from './model-file-sink.js';
import type { ModelSource } from './model-source.js';

export interface PullOptions {
  readonly onProgress?: (progress: ModelProgress) => void;
  readonly signal: AbortSignal;
}

/**
 * Asks one source after the other for what is still missing in `folder`. What a source delivered whole stays, even when
 * it failed on the next file.
 * @throws {ModelNotObtainableError} if files are missing after the last source.
 */
export async function collectFiles(
  folder: string,
  entry: EmbeddingModelEntry,
  sources: readonly ModelSource[],
  options: PullOptions,
): Promise<void> {
  const tried: FailedSource[] = [];
  const causes: unknown[] = [];
  for (const source of sources) {
    const wanted = await missingFiles(folder, entry, options.signal);
    if (wanted.length === 0) return;
    options.signal.throwIfAborted();
    try {
      await supply(folder, source, entry, wanted, options);
    } catch (error) {
      options.signal.throwIfAborted();
      tried.push({ source: source.name, reason: error instanceof AppError ? error.message : 'The source failed' });
      causes.push(error);
    }
  }
  if ((await missingFiles(folder, entry, options.signal)).length > 0)
    throw new ModelNotObtainableError(entry.id, tried, { cause: new AggregateError(causes) });
}

async function supply(
  folder: string,
  source: ModelSource,
  entry: EmbeddingModelEntry,
  wanted: readonly ModelFile[],
  { onProgress, signal }: PullOptions,
): Promise<void> {
  const totalBytes = wanted.reduce((sum, file) => sum + file.bytes, 0);
  const report = (receivedBytes: number): void =>
    onProgress?.({ step: 'fetch', source: source.name, receivedBytes, totalBytes });
  const sink = new ModelFileSink(folder, report);
  report(0);
  try {
    await source.supply({ entry, wanted, sink, signal });
  } finally {
    await sink.discardUnfinished();
  }
}

async function missingFiles(folder: string, entry: EmbeddingModelEntry, signal: AbortSignal): Promise<ModelFile[]> {
  const missing: ModelFile[] = [];
  for (const file of sourceFiles(entry)) if ((await fileState(folder, file, signal)) !== 'ok') missing.push(file);
  return missing;
}
