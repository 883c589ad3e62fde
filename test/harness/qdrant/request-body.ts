import { formatError, notImitated, Refusal } from './stand-in-answers.js';

/** Of a point: an unsigned integer, or a UUID in its canonical form. */
export type PointId = number | string;
export type Payload = Readonly<Record<string, unknown>>;
export type PayloadSelector = boolean | readonly string[];

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** A JSON body, read as strictly as Qdrant reads it, with Qdrant's words for what is wrong. */
export class RequestBody {
  readonly #fields: Readonly<Record<string, unknown>>;

  private constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  static parse(text: string): RequestBody {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw formatError(jsonError(text));
    }
    if (!isRecord(value)) throw formatError('invalid type, expected a map');
    return new RequestBody(value);
  }

  static of(value: unknown, otherwise: Refusal): RequestBody {
    if (!isRecord(value)) throw otherwise;
    return new RequestBody(value);
  }

  /** Refuses what the product never sends, where Qdrant would do something that is not imitated. */
  allow(...names: readonly string[]): void {
    const other = Object.keys(this.#fields).find((name) => KNOWN.has(name) && !names.includes(name));
    if (other !== undefined) throw notImitated(other);
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  body(name: string): RequestBody {
    return RequestBody.of(this.#fields[name], formatError(`missing field \`${name}\``));
  }

  string(name: string): string {
    const value = this.#fields[name];
    if (typeof value !== 'string') throw formatError(`${name}: invalid type, expected a string`);
    return value;
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.#fields[name] ?? otherwise;
    if (typeof value !== 'boolean') throw formatError(`${name}: invalid type, expected a boolean`);
    return value;
  }

  integer(name: string, otherwise: number, least = 0): number {
    const value = this.#fields[name] ?? otherwise;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
      throw formatError(`${name}: invalid type, expected usize`);
    if (value < least)
      throw new Refusal(
        422,
        `Validation error in JSON body: [internal.${name}: value ${value} invalid, must be ${least} or larger]`,
      );
    return value;
  }

  list(name: string): readonly unknown[] {
    const value = this.#fields[name];
    if (!Array.isArray(value)) throw formatError(`missing field \`${name}\``);
    return value;
  }

  ids(name: string): PointId[] {
    return this.list(name).map(toPointId);
  }

  id(name: string): PointId | undefined {
    return this.has(name) ? toPointId(this.#fields[name]) : undefined;
  }

  vector(name: string): Float32Array {
    const value = this.#fields[name];
    if (value === undefined) throw formatError(`missing field \`${name}\``);
    if (!isNumbers(value)) throw formatError('data did not match any variant of untagged enum VectorStruct');
    return Float32Array.from(value);
  }

  payload(): Payload {
    const value = this.#fields['payload'] ?? {};
    if (!isRecord(value)) throw formatError('payload: invalid type, expected a map');
    return value;
  }

  settings(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value !== undefined && !isRecord(value)) throw formatError(`${name}: invalid type, expected a map`);
    return value;
  }

  selector(name: string, otherwise: boolean): PayloadSelector {
    const value = this.#fields[name] ?? otherwise;
    if (typeof value === 'boolean') return value;
    if (Array.isArray(value) && value.every((key) => typeof key === 'string')) return value;
    throw formatError('data did not match any variant of untagged enum WithPayloadInterface');
  }
}

/** Fields that mean something to Qdrant. It passes over all others. */
const KNOWN = new Set(
  `
    points batch ids vectors sparse_vectors shard_key update_filter update_mode filter query prefetch using
    limit offset params with_payload with_vector score_threshold lookup_from order_by exact on_disk_payload
    hnsw_config optimizers_config wal_config quantization_config shard_number replication_factor
    write_consistency_factor sharding_method init_from strict_mode_config metadata read_fan_out_factor
  `.match(/\w+/g),
);

function toPointId(value: unknown): PointId {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  if (typeof value === 'string' && UUID.test(value))
    return value
      .toLowerCase()
      .replaceAll('-', '')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  throw formatError(
    `value ${String(value)} is not a valid point ID, valid values are either an unsigned integer or a UUID`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/** In the words of serde_json, for the ways in which a body is cut or garbled in the tests. */
function jsonError(text: string): string {
  if (text.trim() === '') return 'EOF while parsing a value at line 1 column 0';
  if (/^\{[^"}\s]/.test(text)) return 'key must be a string at line 1 column 2';
  return 'expected value at line 1 column 1';
}
