import { type DocumentId, type Id, idBytes, parseId, type UserId } from '@hearthlore/kernel';
import { ByteReader } from '../packs/byte-reader.js';
import { ByteWriter } from '../packs/byte-writer.js';
import { readDimensions, readScaledVectors, SCALE_BYTES, writeScaledVectors } from '../packs/scaled-vectors.js';
import { EDITION_BYTES } from './edition.js';

/**
 * [Note: Point payload] Plaintext of the sealed record beside a vector in the vector store, version 1. Numbers are unsigned
 * LEB128 unless said, ids are the 16 bytes of the UUID.
 * ```
 * u8 version = 1 · u8 kind (1: home, 2: guest) · owner · document · passage
 * home:  8 bytes edition · dimensions D · number of vectors N · per vector 0 (the whole passage) or 1 (a window of it)
 *        N x f32 scale, little-endian · N x D x int8
 * guest: id of the home
 * ```
 * The home is the point of the first vector of its passage and has all of them as the sealed pack has them, so that the
 * exact score follows from one record. The other points of the passage only say where that is. The model is not named:
 * a record opens in its own generation alone, and that is of one model.
 */
export type PointPayload = HomePayload | GuestPayload;

interface PayloadOwner {
  readonly owner: UserId;
  readonly document: DocumentId;
  readonly passage: number;
}

export interface HomePayload extends PayloadOwner {
  readonly kind: 'home';
  /** 8 bytes. A home of another edition than the ledger's is of before. */
  readonly edition: Uint8Array;
  readonly dimensions: number;
  /** Which of the vectors are of windows. */
  readonly isWindow: readonly boolean[];
  readonly scales: Float32Array;
  /** `dimensions` values per vector, one after the other. */
  readonly values: Int8Array;
}

export interface GuestPayload extends PayloadOwner {
  readonly kind: 'guest';
  /** Point id. */
  readonly home: string;
}

const VERSION = 1;
const HOME = 1;
const GUEST = 2;
const ID_BYTES = 16;

export function encodePointPayload(payload: PointPayload): Uint8Array {
  const writer = new ByteWriter();
  writer.uint8(VERSION);
  writer.uint8(payload.kind === 'home' ? HOME : GUEST);
  writer.bytes(idBytes(payload.owner));
  writer.bytes(idBytes(payload.document));
  writer.varint(payload.passage);
  if (payload.kind === 'guest') writer.bytes(uuidBytes(payload.home));
  else writeHome(writer, payload);
  return writer.finish();
}

/** @throws {PackDamagedError} for anything that `encodePointPayload` does not write. */
export function decodePointPayload(bytes: Uint8Array): PointPayload {
  const reader = new ByteReader(bytes, 'point');
  if (reader.uint8() !== VERSION) reader.fail('unknown version');
  const kind = reader.uint8();
  const owner = readId<UserId>(reader);
  const document = readId<DocumentId>(reader);
  const passage = reader.varint();
  if (kind === GUEST) {
    const home = uuidOf(reader.take(ID_BYTES));
    reader.end();
    return { kind: 'guest', owner, document, passage, home };
  }
  if (kind !== HOME) reader.fail('unknown kind');
  return { kind: 'home', owner, document, passage, ...readHome(reader) };
}

function writeHome(writer: ByteWriter, home: HomePayload): void {
  writer.bytes(home.edition);
  writer.varint(home.dimensions);
  writer.varint(home.isWindow.length);
  for (const isWindow of home.isWindow) writer.uint8(isWindow ? 1 : 0);
  writeScaledVectors(writer, home);
}

function readHome(reader: ByteReader): Pick<HomePayload, 'edition' | 'dimensions' | 'isWindow' | 'scales' | 'values'> {
  const edition = reader.take(EDITION_BYTES);
  const dimensions = readDimensions(reader);
  const count = reader.varint();
  if (count === 0 || count * (1 + SCALE_BYTES + dimensions) !== reader.remaining) reader.fail('wrong count');
  const kinds = reader.take(count);
  if (kinds.some((kind) => kind > 1)) reader.fail('unknown kind of vector');
  const vectors = readScaledVectors(reader, count, dimensions);
  reader.end();
  return {
    edition,
    dimensions,
    isWindow: Array.from(kinds, (kind) => kind === 1),
    ...vectors,
  };
}

function readId<T extends Id<string>>(reader: ByteReader): T {
  return parseId<T>(uuidOf(reader.take(ID_BYTES))) ?? reader.fail('not an id');
}

function uuidBytes(uuid: string): Uint8Array {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
