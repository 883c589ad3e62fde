import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { lasting, type PlayedExchange } from './exchange-player.js';
import type { ExchangeRequest } from './exchange-requests.js';

/** Beside the fixtures: more exchanges with a real Qdrant, recorded by somebody else. */
const FILE = join(
  process.env['HEARTHLORE_FIXTURES'] ?? join(process.cwd(), '../shared/fixtures'),
  '../reference/qdrant-wire.json',
);

/** What the product does not use, and the stand-in therefore refuses. */
const NOT_USED =
  /filter|batch query|one point|payload index|set payload|update collection|snapshot|sparse|info, with points/;
/** Has an effect on what follows, so it is done in a way that the product uses. */
const OTHERWISE: ReadonlyMap<string, unknown> = new Map([
  ['delete by filter', { points: [2, 4, 6].map((n) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`) }],
]);

const textSchema = z.object({ _text: z.string() }).transform(({ _text }) => _text);
const rawSchema = z.object({ _raw: z.string() });
const fileSchema = z.object({
  exchanges: z.array(
    z.object({
      note: z.string(),
      request: z.object({ method: z.string(), path: z.string(), body: z.unknown() }),
      response: z.object({
        status: z.number(),
        contentType: z.string().nullable(),
        body: z.union([textSchema, z.unknown()]),
      }),
    }),
  ),
});

export interface SharedExchange {
  readonly request: ExchangeRequest;
  /** `undefined` where only the effect counts. */
  readonly answer: PlayedExchange | undefined;
}

/** @returns `undefined`, and says so, where the file is not there. */
export function sharedExchanges(): SharedExchange[] | undefined {
  if (!existsSync(FILE)) {
    console.warn('No qdrant-wire.json beside the fixtures: the exchanges in it are not played.');
    return undefined;
  }
  return fileSchema
    .parse(JSON.parse(readFileSync(FILE, 'utf8')))
    .exchanges.filter(({ note }) => !NOT_USED.test(note) || OTHERWISE.has(note))
    .map(({ note, request: { method, path, body }, response }) => ({
      request: {
        note,
        method,
        path,
        ...bodyOf(OTHERWISE.get(note) ?? body),
        ...(note === 'no api key' && { proof: { kind: 'none' } }),
      },
      answer: OTHERWISE.has(note) ? undefined : { note, ...response, body: lasting(response.body) },
    }));
}

function bodyOf(body: unknown): Pick<ExchangeRequest, 'body' | 'raw'> {
  const raw = rawSchema.safeParse(body);
  if (raw.success) return { raw: raw.data._raw };
  return body === null ? {} : { body };
}
