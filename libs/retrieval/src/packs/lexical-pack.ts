import { type TermList, termsOf, toTermList } from '../lexical/term-table.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

/**
 * [Note: Lexical pack] Plaintext of a sealed record of type 6, version 1. Numbers are unsigned LEB128.
 * ```
 * u8 version = 1 · u8 length + language (ISO 639-1 or "und") · first passage index · number of passages
 * number of terms T · T x length in bytes · the terms, one after the other, UTF-8
 * per passage: number of its terms · each as (term << 1 | more than once), then count - 2 where more than once
 * ```
 * Terms are stemmed and stand in the order of their first appearance, so n-grams and postings can be derived from it.
 */
export interface LexicalPack {
  readonly language: string;
  /** Index of the first passage; the others follow without gaps. */
  readonly firstPassage: number;
  readonly terms: TermList;
  /** How many different terms each passage has. */
  readonly sizes: Uint32Array;
  /** Places in `terms`, passage after passage. */
  readonly termIds: Uint32Array;
  /** How often, beside `termIds`. */
  readonly counts: Uint32Array;
}

const VERSION = 1;
const LANGUAGE = /^[a-z]{2,3}$/;

/** @param passages Terms with counts of each passage, in reading order. */
export function buildLexicalPack(
  language: string,
  firstPassage: number,
  passages: readonly ReadonlyMap<string, number>[],
): LexicalPack {
  const ids = new Map<string, number>();
  const termIds: number[] = [];
  const counts: number[] = [];
  for (const passage of passages)
    for (const [term, count] of passage) {
      let id = ids.get(term);
      if (id === undefined) {
        id = ids.size;
        ids.set(term, id);
      }
      termIds.push(id);
      counts.push(count);
    }
  return {
    language,
    firstPassage,
    terms: toTermList([...ids.keys()]),
    sizes: Uint32Array.from(passages, (passage) => passage.size),
    termIds: Uint32Array.from(termIds),
    counts: Uint32Array.from(counts),
  };
}

/** @returns Both in one pack, or `undefined` where `second` does not go on where `first` ends, in the same language. */
export function joinLexicalPacks(first: LexicalPack, second: LexicalPack): LexicalPack | undefined {
  const follows = first.firstPassage + first.sizes.length === second.firstPassage && first.language === second.language;
  return follows
    ? buildLexicalPack(first.language, first.firstPassage, [...passagesOf(first), ...passagesOf(second)])
    : undefined;
}

function passagesOf({ sizes, termIds, counts, ...pack }: LexicalPack): Map<string, number>[] {
  const terms = termsOf(pack.terms);
  let at = 0;
  return Array.from(sizes, (size) => {
    const passage = new Map<string, number>();
    for (const end = at + size; at < end; at += 1) passage.set(terms[termIds[at] ?? 0] ?? '', counts[at] ?? 1);
    return passage;
  });
}

export function encodeLexicalPack(pack: LexicalPack): Uint8Array {
  const writer = new ByteWriter();
  writer.uint8(VERSION);
  writer.uint8(pack.language.length);
  writer.bytes(new TextEncoder().encode(pack.language));
  writer.varint(pack.firstPassage);
  writer.varint(pack.sizes.length);
  const { bytes, ends } = pack.terms;
  writer.varint(ends.length);
  ends.forEach((end, i) => writer.varint(end - (i === 0 ? 0 : (ends[i - 1] ?? 0))));
  writer.bytes(bytes);
  let at = 0;
  for (const size of pack.sizes) {
    writer.varint(size);
    for (const end = at + size; at < end; at += 1) writeTerm(writer, pack.termIds[at] ?? 0, pack.counts[at] ?? 1);
  }
  return writer.finish();
}

function writeTerm(writer: ByteWriter, term: number, count: number): void {
  writer.varint(term * 2 + (count > 1 ? 1 : 0));
  if (count > 1) writer.varint(count - 2);
}

/** @throws {PackDamagedError} for anything that `encodeLexicalPack` does not write. */
export function decodeLexicalPack(bytes: Uint8Array): LexicalPack {
  const reader = new ByteReader(bytes, 'lexical');
  if (reader.uint8() !== VERSION) reader.fail('unknown version');
  const language = reader.text(reader.uint8());
  if (!LANGUAGE.test(language)) reader.fail('no language');
  const firstPassage = reader.varint();
  const passages = boundedCount(reader);
  const terms = readTerms(reader);
  const sizes = new Uint32Array(passages);
  // Each term of a passage takes a byte at least.
  const termIds = new Uint32Array(reader.remaining);
  const counts = new Uint32Array(reader.remaining);
  let at = 0;
  for (let passage = 0; passage < passages; passage += 1) {
    const size = boundedCount(reader);
    sizes[passage] = size;
    for (const end = at + size; at < end; at += 1) {
      const tagged = reader.varint();
      const id = Math.floor(tagged / 2);
      if (id >= terms.ends.length) reader.fail('term out of range');
      termIds[at] = id;
      counts[at] = tagged % 2 === 0 ? 1 : reader.varint() + 2;
    }
  }
  reader.end();
  return { language, firstPassage, terms, sizes, termIds: termIds.subarray(0, at), counts: counts.subarray(0, at) };
}

/** A count of things that take a byte each at least: a larger one would only make us allocate for nothing. */
function boundedCount(reader: ByteReader): number {
  const count = reader.varint();
  return count <= reader.remaining ? count : reader.fail('count too large');
}

function readTerms(reader: ByteReader): TermList {
  const ends = new Uint32Array(boundedCount(reader));
  let end = 0;
  for (let i = 0; i < ends.length; i += 1) {
    const length = reader.varint();
    if (length === 0) reader.fail('empty term');
    end += length;
    if (end > reader.remaining) reader.fail('terms do not fit');
    ends[i] = end;
  }
  const bytes = reader.utf8(end);
  // A term that begins inside a character would be no text, though all of them together are.
  if (ends.some((start) => start < end && isContinuation(bytes[start] ?? 0))) reader.fail('terms do not fit');
  return { bytes, ends };
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}
