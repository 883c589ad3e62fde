import type pg from 'pg';
import {
  type Addition,
  type GrowingRule,
  type ThrottleRule,
  ThrottleStore,
} from '../limits/ports/throttle-store.port.js';
import { type Counted, waitAt, type WindowRule, windowStart } from '../limits/sliding-window.js';

/** Milliseconds to wait where another statement got in between and what it wrote is not seen yet. */
const A_MOMENT = 1000;

interface Row {
  readonly count: number;
  readonly previous_count: number;
  readonly window_started_at: Date;
}

/** A counter lives for the window it is in and the one after: `expires_at` is two windows after the first one's start. */
const IS_CURRENT = 't.window_started_at >= excluded.window_started_at';
const IS_PREVIOUS =
  't.window_started_at = excluded.window_started_at - (excluded.expires_at - excluded.window_started_at) / 2';
const ADD = `
  count = CASE WHEN ${IS_CURRENT} THEN t.count + excluded.count ELSE excluded.count END,
  previous_count = CASE WHEN ${IS_CURRENT} THEN t.previous_count WHEN ${IS_PREVIOUS} THEN t.count ELSE 0 END,
  window_started_at = greatest(t.window_started_at, excluded.window_started_at),
  expires_at = greatest(t.expires_at, excluded.expires_at)`;

const ENTER_WINDOW = `
WITH entered AS (
  INSERT INTO throttles AS t (key, count, previous_count, window_started_at, expires_at) VALUES ($1, 1, 0, $2, $3)
  ON CONFLICT (key) DO UPDATE SET ${ADD}
  WHERE 1 + (CASE WHEN ${IS_CURRENT} THEN t.count + t.previous_count * $4::float8
                  WHEN ${IS_PREVIOUS} THEN t.count * $4::float8 ELSE 0 END) <= $5::int
  RETURNING 1)
SELECT EXISTS (SELECT FROM entered) AS entered, t.count, t.previous_count, t.window_started_at
  FROM (VALUES ($1::bytea)) AS asked (key) LEFT JOIN throttles t USING (key)`;

const ENTER_GROWING = `
WITH entered AS (
  INSERT INTO throttles AS t (key, count, previous_count, window_started_at, expires_at) VALUES ($1, 1, 0, $2, $3)
  ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN t.expires_at <= $2 THEN 1 ELSE t.count + 1 END,
    blocked_until = CASE WHEN t.expires_at <= $2 OR t.count < $4::int THEN NULL
      ELSE $2::timestamptz + least($5::float8, 1000 * 2 ^ least(t.count + 1 - $4::int, 30)) * interval '1 millisecond' END,
    expires_at = excluded.expires_at
  WHERE t.blocked_until IS NULL OR t.blocked_until <= $2 OR t.expires_at <= $2
  RETURNING 1)
SELECT EXISTS (SELECT FROM entered) AS entered, t.blocked_until
  FROM (VALUES ($1::bytea)) AS asked (key) LEFT JOIN throttles t USING (key)`;

const ADD_ALL = `
INSERT INTO throttles AS t (key, count, previous_count, window_started_at, expires_at)
SELECT key, amount, 0, started, started + 2 * length * interval '1 millisecond'
  FROM unnest($1::bytea[], $2::int[], $3::timestamptz[], $4::float8[]) WITH ORDINALITY AS a (key, amount, started, length, place)
 ORDER BY key
ON CONFLICT (key) DO UPDATE SET ${ADD}
RETURNING key, count, previous_count, window_started_at`;

const SWEEP = `
DELETE FROM throttles WHERE expires_at <= $1 OR (count = 0 AND previous_count = 0)
   OR key IN (SELECT key FROM throttles ORDER BY expires_at DESC OFFSET $2)`;

/**
 * Counters in PostgreSQL: one statement each, on a connection of its own, so that a try stays counted when whatever it
 * led to is rolled back.
 */
export class PostgresThrottleStore extends ThrottleStore {
  constructor(private readonly pool: Pick<pg.Pool, 'query'>) {
    super();
  }

  override enter(key: Uint8Array, rule: ThrottleRule, now: Date): Promise<number> {
    return 'free' in rule ? this.#enterGrowing(key, rule, now) : this.#enterWindow(key, rule, now);
  }

  override async takeBack(key: Uint8Array): Promise<void> {
    await this.pool.query({
      name: 'throttle-take-back',
      text: 'UPDATE throttles SET count = greatest(0, count - 1), blocked_until = NULL WHERE key = $1',
      values: [buffer(key)],
    });
  }

  override async clear(key: Uint8Array): Promise<void> {
    await this.pool.query({
      name: 'throttle-clear',
      text: 'DELETE FROM throttles WHERE key = $1',
      values: [buffer(key)],
    });
  }

  override async add(additions: readonly Addition[], now: Date): Promise<Counted[]> {
    const { rows } = await this.pool.query<Row & { readonly key: Buffer }>({
      name: 'throttle-add',
      text: ADD_ALL,
      values: [
        additions.map(({ key }) => buffer(key)),
        additions.map(({ amount }) => amount),
        additions.map(({ window }) => windowStart(now, window)),
        additions.map(({ window }) => window),
      ],
    });
    const counted = new Map(rows.map((row) => [row.key.toString('hex'), toCounted(row)]));
    return additions.map(({ key, amount, window }) => {
      const unseen = { count: amount, previousCount: 0, startedAt: windowStart(now, window) };
      return counted.get(buffer(key).toString('hex')) ?? unseen;
    });
  }

  override async read(key: Uint8Array): Promise<Counted | undefined> {
    const { rows } = await this.pool.query<Row>({
      name: 'throttle-read',
      text: 'SELECT count, previous_count, window_started_at FROM throttles WHERE key = $1',
      values: [buffer(key)],
    });
    return rows[0] && toCounted(rows[0]);
  }

  override async sweep(now: Date, most: number): Promise<void> {
    await this.pool.query({ name: 'throttle-sweep', text: SWEEP, values: [now, most] });
  }

  async #enterWindow(key: Uint8Array, rule: WindowRule, now: Date): Promise<number> {
    const started = windowStart(now, rule.window);
    const remaining = 1 - (now.getTime() - started.getTime()) / rule.window;
    const { rows } = await this.pool.query<Partial<Row> & { readonly entered: boolean }>({
      name: 'throttle-enter-window',
      text: ENTER_WINDOW,
      values: [buffer(key), started, new Date(started.getTime() + 2 * rule.window), remaining, rule.most],
    });
    const [row] = rows;
    if (row?.entered === true) return 0;
    const { count, previous_count: previousCount, window_started_at: startedAt } = row ?? {};
    if (count == null || previousCount == null || startedAt == null) return A_MOMENT;
    return Math.max(1, waitAt(now, rule, { count, previousCount, startedAt }));
  }

  async #enterGrowing(key: Uint8Array, rule: GrowingRule, now: Date): Promise<number> {
    const { rows } = await this.pool.query<{ readonly entered: boolean; readonly blocked_until: Date | null }>({
      name: 'throttle-enter-growing',
      text: ENTER_GROWING,
      values: [buffer(key), now, new Date(now.getTime() + rule.forget), rule.free, rule.longest],
    });
    const [row] = rows;
    if (row?.entered === true) return 0;
    const until = row?.blocked_until?.getTime() ?? 0;
    return until > now.getTime() ? until - now.getTime() : A_MOMENT;
  }
}

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function toCounted({ count, previous_count, window_started_at }: Row): Counted {
  return { count, previousCount: previous_count, startedAt: window_started_at };
}
