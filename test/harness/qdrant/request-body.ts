import { formatError, notImitated, Refusal } from './stand-in-answers.js';

/** Of a point: an unsigned integer, or a UUID in its canonical form. */
export type PointId = number | string;
export type Payload = Readonly<Record<string, unknown>>;
export type PayloadSelector = boolean | readonly string[];

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** Fields that mean something to Qdrant. It passes over all others. */
const KNOWN = new Set(
  `
    points batch ids vectors sparse_vectors shard_key update_filter update_mode filter query prefetch using limit
    offset params with_payload with_vector score_threshold lookup_from order_by exact on_disk_payload hnsw_config
    optimizers_config wal_config quantization_config shard_number replication_factor write_consistency_factor
    sharding_method init_from strict_mode_config metadata read_fan_out_factor
  `.match(/\w+/g),
);

/** A JSON body, read as strictly as Qdrant reads it, with Qdrant's words for what is wrong, but not where. */
export class RequestBody {
  readonly #fields: Readonly<Record<string, unknown>>;

  private constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  /** @param expected Words for a body that is JSON, but no object. */
  static parse(text: string, expected = 'invalid type: sequence, expected a map'): RequestBody {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw formatError(jsonError(text));
    }
    return RequestBody.of(value, expected);
  }

  /** @param expected Words for what is no object. */
  static of(value: unknown, expected: string): RequestBody {
    if (!isRecord(value)) throw formatError(expected);
    return new RequestBody(value);
  }

  /** Refuses what the product never sends, where Qdrant would do something that is not imitated. */
  allow(...names: readonly string[]): void {
    const other = Object.keys(this.#fields).find((name) => KNOWN.has(name) && !names.includes(name));
    if (other !== undefined) throw notImitated(other);
  }

  get(name: string): unknown {
    return this.#fields[name] ?? undefined;
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.get(name) ?? otherwise;
    if (typeof value !== 'boolean') throw formatError(mistyped(value, 'a boolean'));
    return value;
  }

  /** @param where Qdrant's name for the field, in what it says of a value below `least`. */
  integer(name: string, otherwise: number, least = 0, where = name): number {
    const value = this.get(name) ?? otherwise;
    if (typeof value !== 'number') throw formatError(mistyped(value, 'usize'));
    if (!Number.isInteger(value) || value < 0) throw formatError(`invalid value: integer \`${value}\`, expected usize`);
    if (value >= least) return value;
    throw new Refusal(
      422,
      `Validation error in JSON body: [${where}: value ${value} invalid, must be ${least} or larger]`,
    );
  }

  /** @param missing Words for where there is none. */
  list(name: string, missing: string): readonly unknown[] {
    const value = this.get(name);
    if (value === undefined) throw formatError(missing);
    if (!Array.isArray(value)) throw formatError(mistyped(value, 'a sequence'));
    return value;
  }

  /** @param wrong Words for ids that are none, instead of those about the id. */
  ids(name: string, wrong?: string): PointId[] {
    return this.list(name, wrong ?? `missing field \`${name}\``).map((value) => {
      const id = toPointId(value);
      if (id === undefined) throw formatError(wrong ?? noPointId(value));
      return id;
    });
  }

  id(name: string): PointId | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const id = toPointId(value);
    if (id === undefined) throw formatError(noPointId(value));
    return id;
  }

  /** @param wrong Words for what is no vector. */
  vector(name: string, wrong: string): Float32Array {
    const value = this.get(name);
    if (!isNumbers(value)) throw formatError(wrong);
    return Float32Array.from(value);
  }

  settings(name: string): Payload | undefined {
    const value = this.get(name);
    if (value !== undefined && !isRecord(value)) throw formatError(mistyped(value, 'a map'));
    return value;
  }

  selector(name: string, otherwise: boolean): PayloadSelector {
    const value = this.get(name) ?? otherwise;
    if (typeof value === 'boolean') return value;
    if (Array.isArray(value) && value.every((key) => typeof key === 'string')) return value;
    throw formatError('Expected a boolean, an array of strings, or an object with an include/exclude field');
  }
}

export function mistyped(value: unknown, expected: string): string {
  const found = typeof value === 'string' ? `string "${value}"` : Array.isArray(value) ? 'sequence' : typeof value;
  return `invalid type: ${found}, expected ${expected}`;
}

function noPointId(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `value ${text} is not a valid point ID, valid values are either an unsigned integer or a UUID`;
}

function toPointId(value: unknown): PointId | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string' || !UUID.test(value)) return undefined;
  const digits = value.toLowerCase().replaceAll('-', '');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/** In the words of serde_json, for the ways in which a body is cut or garbled in the tests. */
function jsonError(text: string): string {
  if (text.trim() === '') return 'EOF while parsing a value';
  if (/\[\s*$/.test(text)) return 'EOF while parsing a list';
  if (/^\{[^"}\s]/.test(text)) return 'key must be a string';
  if (text.startsWith('n')) return 'expected ident';
  return 'expected value';
}
