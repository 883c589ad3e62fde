import { UnreadableCiphertextError } from './crypto.errors.js';
import { MAX_RECORDS_PER_TYPE, type RecordType, RecordType as Types } from './record.js';

const VERSION = 1;
const RUN_BYTES = 12;
const TYPE_HEADER_BYTES = 9;
const KNOWN_TYPES: ReadonlySet<number> = new Set(Object.values(Types));

interface TypeEntry {
  /** How many records this type's key has sealed so far, those since replaced or removed included. */
  sealed: number;
  /** Index → revision, in no particular order. */
  readonly revisions: Map<number, number>;
}

/**
 * What a record set holds: for each type, which indexes exist and at which revision. Sealed as record type 09 and
 * rewritten in the same transaction as the records, so that a dropped last passage, or one old row put back, is
 * noticed. A whole set put back together with its old manifest is not. [Note: Manifest]
 */
export class RecordManifest {
  readonly #types = new Map<RecordType, TypeEntry>();

  /** @returns The revision of a record, or `undefined` where the set holds none at that place. */
  revision(type: RecordType, index: number): number | undefined {
    return this.#types.get(type)?.revisions.get(index);
  }

  /** Indexes of a type in ascending order. */
  indexes(type: RecordType): number[] {
    return [...(this.#types.get(type)?.revisions.keys() ?? [])].sort((a, b) => a - b);
  }

  count(type: RecordType): number {
    return this.#types.get(type)?.revisions.size ?? 0;
  }

  put(type: RecordType, index: number, revision: number): void {
    const entry = this.#types.get(type) ?? { sealed: 0, revisions: new Map() };
    if (entry.sealed >= MAX_RECORDS_PER_TYPE) throw new RangeError('one type key has sealed as many records as it may');
    entry.sealed += 1;
    entry.revisions.set(index, revision);
    this.#types.set(type, entry);
  }

  remove(type: RecordType, index: number): void {
    this.#types.get(type)?.revisions.delete(index);
  }

  /** version u8 ‖ per type: type u8, sealed u32, runs u32, then per run: first index, length, revision (u32 each). */
  encode(): Uint8Array {
    const parts: Uint8Array[] = [Uint8Array.of(VERSION)];
    for (const [type, entry] of this.#types) {
      const runs = this.#runs(type, entry);
      const part = Buffer.alloc(TYPE_HEADER_BYTES + runs.length * RUN_BYTES);
      part.writeUInt8(type, 0);
      part.writeUInt32BE(entry.sealed, 1);
      part.writeUInt32BE(runs.length, 5);
      for (const [position, run] of runs.entries()) {
        const at = TYPE_HEADER_BYTES + position * RUN_BYTES;
        part.writeUInt32BE(run.first, at);
        part.writeUInt32BE(run.length, at + 4);
        part.writeUInt32BE(run.revision, at + 8);
      }
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  /** @throws {UnreadableCiphertextError} for anything that {@link encode} cannot have written. */
  static decode(bytes: Uint8Array): RecordManifest {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const manifest = new RecordManifest();
    if (bytes[0] !== VERSION) throw new UnreadableCiphertextError();
    try {
      for (let at = 1; at < bytes.length; ) {
        const type = parseRecordType(view.getUint8(at));
        const entry: TypeEntry = { sealed: view.getUint32(at + 1), revisions: new Map() };
        const runs = view.getUint32(at + 5);
        at += TYPE_HEADER_BYTES;
        for (let run = 0; run < runs; run += 1, at += RUN_BYTES) {
          const first = view.getUint32(at);
          const length = view.getUint32(at + 4);
          if (first + length > MAX_RECORDS_PER_TYPE) throw new UnreadableCiphertextError();
          for (let index = first; index < first + length; index += 1)
            entry.revisions.set(index, view.getUint32(at + 8));
        }
        manifest.#types.set(type, entry);
      }
    } catch (cause) {
      throw new UnreadableCiphertextError({ cause });
    }
    return manifest;
  }

  #runs(type: RecordType, entry: TypeEntry): { first: number; length: number; revision: number }[] {
    const runs: { first: number; length: number; revision: number }[] = [];
    for (const index of this.indexes(type)) {
      const revision = entry.revisions.get(index) ?? 0;
      const run = runs.at(-1);
      if (run !== undefined && run.first + run.length === index && run.revision === revision) run.length += 1;
      else runs.push({ first: index, length: 1, revision });
    }
    return runs;
  }
}

function parseRecordType(value: number): RecordType {
  if (!KNOWN_TYPES.has(value)) throw new UnreadableCiphertextError();
  return value as RecordType;
}
