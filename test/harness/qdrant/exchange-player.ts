import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { EXCHANGE_REQUESTS, type ExchangeRequest, type Proof } from './exchange-requests.js';

/** What Qdrant 1.18.3 answered; recorded again by the spec that plays them, with `--update`. One a line. */
export const RECORDED_EXCHANGES = join(import.meta.dirname, 'recorded-exchanges.jsonl');

/** Scores and normalized values are what the processor's instructions make of them: this many digits are Qdrant's. */
const DIGITS = 4;
/** Not of the interface: how long it took, what was built, how many processors there are. */
const PASSING = new Set(['time', 'commit', 'version', 'segments_count', 'usage', 'warnings']);
/** Where a parser stopped, at the end of what it says. */
const POSITION = / at line \d+ column \d+$/;
const PAST = 1_000_000_000;

export interface PlayedExchange {
  readonly note: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
}

/** Sends the requests one after another. @returns What came back, without what differs from one time to the next. */
export async function playExchanges(
  url: string,
  apiKey: string,
  requests: readonly ExchangeRequest[] = EXCHANGE_REQUESTS,
): Promise<PlayedExchange[]> {
  const played: PlayedExchange[] = [];
  for (const request of requests) played.push(await play(url, apiKey, request));
  return played;
}

export function recordedExchanges(): PlayedExchange[] {
  const lines = readFileSync(RECORDED_EXCHANGES, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

export function toLines(played: readonly PlayedExchange[]): string {
  return played.map((exchange) => `${JSON.stringify(exchange)}\n`).join('');
}

async function play(url: string, apiKey: string, request: ExchangeRequest): Promise<PlayedExchange> {
  const text = request.raw ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  const response = await fetch(`${url}${request.path}`, {
    method: request.method,
    headers: {
      ...(await headersOf(apiKey, request.proof)),
      ...(text !== undefined && { 'content-type': 'application/json' }),
    },
    ...(text !== undefined && { body: text }),
  });
  const answer = await response.text();
  const contentType = response.headers.get('content-type');
  return {
    note: request.note,
    status: response.status,
    contentType,
    body: contentType?.includes('json') === true ? lasting(JSON.parse(answer)) : answer,
  };
}

async function headersOf(apiKey: string, proof?: Proof): Promise<Record<string, string>> {
  switch (proof?.kind) {
    case undefined:
      return { 'api-key': apiKey };
    case 'none':
      return {};
    case 'wrong-key':
      return { 'api-key': 'another' };
    case 'garbage-token':
      return { authorization: 'Bearer a.b.c' };
    case 'token': {
      const token = new SignJWT({ access: proof.access }).setProtectedHeader({ alg: 'HS256' });
      token.setExpirationTime(proof.isExpired === true ? PAST : '5m');
      const key = new TextEncoder().encode(proof.isForeign === true ? 'another' : apiKey);
      return { authorization: `Bearer ${await token.sign(key)}` };
    }
  }
}

/** What of an answer will be the same next time. */
export function lasting(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toFixed(DIGITS));
  if (typeof value === 'string') return value.replace(POSITION, '');
  if (Array.isArray(value)) return value.map(lasting);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !PASSING.has(key))
      .map(([key, inner]) => [key, lasting(inner)]),
  );
}
