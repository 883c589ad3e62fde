import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ByteForm } from './byte-forms.js';

export interface SearchedFiles {
  /** `path: form` for each file and form that is in it. */
  readonly hits: string[];
  readonly files: number;
  readonly bytes: number;
}

/** Larger files are none of the product's: a family's database in a test takes some 40 MB in files of at most 16. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Looks into every regular file below the folders, and at every file name.
 *
 * @param options.changedSince Leaves out files that were last written before this moment, in milliseconds.
 * @param options.except Folders that are not entered.
 */
export function searchFolders(
  folders: readonly string[],
  forms: readonly ByteForm[],
  options: { readonly changedSince?: number; readonly except?: readonly string[] } = {},
): SearchedFiles {
  const found = { hits: [] as string[], files: 0, bytes: 0 };
  for (const folder of folders) {
    for (const path of filesBelow(folder, options.except ?? [])) {
      const content = contentOf(path, options.changedSince ?? 0);
      if (content === undefined) continue;
      found.files += 1;
      found.bytes += content.length;
      const names = [...formsIn(content, forms), ...formsIn(Buffer.from(path), forms)];
      found.hits.push(...names.map((name) => `${path}: ${name}`));
    }
  }
  return found;
}

/**
 * Looks for all forms in one pass: memory images are large and forms are many.
 *
 * @returns The names of the forms that occur.
 */
export function formsIn(content: Buffer, forms: readonly ByteForm[]): string[] {
  const { starts, byStart } = indexOf(forms);
  const found = new Set<string>();
  for (let at = 0; at + 1 < content.length; at += 1) {
    const start = (content[at] ?? 0) | ((content[at + 1] ?? 0) << 8);
    if (starts[start] === 0) continue;
    for (const { name, bytes } of byStart.get(start) ?? [])
      if (!found.has(name) && content.subarray(at, at + bytes.length).equals(bytes)) found.add(name);
  }
  return [...found];
}

interface FormIndex {
  /** 1 for each pair of bytes that a form begins with. */
  readonly starts: Uint8Array;
  readonly byStart: ReadonlyMap<number, readonly ByteForm[]>;
}

const indexes = new WeakMap<readonly ByteForm[], FormIndex>();

function indexOf(forms: readonly ByteForm[]): FormIndex {
  const known = indexes.get(forms);
  if (known !== undefined) return known;
  const byStart = Map.groupBy(forms, ({ bytes }) => bytes.readUInt16LE(0));
  const starts = new Uint8Array(65_536);
  for (const start of byStart.keys()) starts[start] = 1;
  indexes.set(forms, { starts, byStart });
  return { starts, byStart };
}

function* filesBelow(folder: string, except: readonly string[]): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (except.includes(path)) continue;
    if (entry.isDirectory()) yield* filesBelow(path, except);
    else if (entry.isFile()) yield path;
  }
}

/** Others on this machine make and remove files at the same time: what is gone is not there. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function contentOf(path: string, changedSince: number): Buffer | undefined {
  try {
    const { mtimeMs, ctimeMs, size } = lstatSync(path);
    if (Math.max(mtimeMs, ctimeMs) < changedSince || size > LARGEST) return undefined;
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
