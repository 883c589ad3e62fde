import { mistyped, RequestBody } from './request-body.js';
import { needCollection, needManagement, type Right } from './stand-in-access.js';
import { type Answer, formatError, noSuchCollection, ok, plain, Refusal } from './stand-in-answers.js';
import { type NewPoint, StandInCollection } from './stand-in-collection.js';
import { configOf, infoOf } from './stand-in-config.js';

export interface StandInRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly isWaiting: boolean;
  readonly text: string;
  readonly right: Right;
}

export type Collections = Map<string, StandInCollection>;

interface InCollection extends StandInRequest {
  readonly name: string;
  readonly collections: Collections;
}

type Handler = (request: InCollection) => Answer;

/** The part of the REST interface that the product uses. Everything else is no route here. */
const ROUTES: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  ['GET', /^\/$/, () => plain(200, JSON.stringify(ROOT), 'application/json')],
  ['GET', /^\/readyz$/, () => plain(200, 'all shards are ready', 'text/plain; charset=utf-8')],
  ['GET', /^\/(?:healthz|livez)$/, () => plain(200, 'healthz check passed', 'text/plain; charset=utf-8')],
  ['GET', /^\/collections$/, listCollections],
  ['GET', /^\/collections\/([^/]+)$/, showCollection],
  ['PUT', /^\/collections\/([^/]+)$/, createCollection],
  ['DELETE', /^\/collections\/([^/]+)$/, deleteCollection],
  ['GET', /^\/collections\/([^/]+)\/exists$/, collectionExists],
  ['PUT', /^\/collections\/([^/]+)\/points$/, upsertPoints],
  ['POST', /^\/collections\/([^/]+)\/points$/, retrievePoints],
  ['POST', /^\/collections\/([^/]+)\/points\/query$/, queryPoints],
  ['POST', /^\/collections\/([^/]+)\/points\/delete$/, deletePoints],
  ['POST', /^\/collections\/([^/]+)\/points\/count$/, countPoints],
  ['POST', /^\/collections\/([^/]+)\/points\/scroll$/, scrollPoints],
];

const NO_POINTS = 'Invalid PointInsertOperations format';
const NO_SELECTOR = 'data did not match any variant of untagged enum PointsSelector';
const ROOT = { title: 'qdrant - vector search engine', version: '1.18.3', commit: '0'.repeat(40) };

export function answerRequest(request: StandInRequest, collections: Collections): Answer {
  for (const [method, path, handler] of ROUTES) {
    const match = method === request.method ? path.exec(request.path) : null;
    if (match !== null) return handler({ ...request, name: decodeURIComponent(match[1] ?? ''), collections });
  }
  return plain(404, '');
}

function listCollections({ right, collections }: InCollection): Answer {
  const names = [...collections.keys()].filter((name) => right.isFull || right.collections.has(name));
  return ok({ collections: names.map((name) => ({ name })) });
}

function showCollection(request: InCollection): Answer {
  needCollection(request.right, request.name, 'r');
  return ok(infoOf(get(request)));
}

function createCollection({ name, text, right, collections }: InCollection): Answer {
  const config = configOf(RequestBody.parse(text));
  needManagement(right);
  if (collections.has(name)) throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
  collections.set(name, new StandInCollection(config));
  return ok(true);
}

function deleteCollection({ name, right, collections }: InCollection): Answer {
  needManagement(right);
  return ok(collections.delete(name));
}

function collectionExists({ name, right, collections }: InCollection): Answer {
  needCollection(right, name, 'r');
  return ok({ exists: collections.has(name) });
}

function upsertPoints(request: InCollection): Answer {
  const body = RequestBody.parse(request.text, NO_POINTS);
  body.allow('points');
  const points = body.list('points', NO_POINTS).map(toPoint);
  needCollection(request.right, request.name, 'rw');
  const collection = get(request);
  needSome(points);
  return updated(collection.upsert(points), request);
}

function deletePoints(request: InCollection): Answer {
  const body = RequestBody.parse(request.text, NO_SELECTOR);
  body.allow('points');
  const ids = body.ids('points', NO_SELECTOR);
  needCollection(request.right, request.name, 'rw');
  const collection = get(request);
  needSome(ids);
  return updated(collection.remove(ids), request);
}

function queryPoints(request: InCollection): Answer {
  const body = RequestBody.parse(request.text);
  body.allow('query', 'limit', 'params', 'with_payload', 'with_vector');
  const vector = body.vector('query', 'Expected some form of vector, id, or a type of query');
  const limit = body.integer('limit', 10, 1, 'internal.limit');
  const [withPayload, withVector] = [body.selector('with_payload', false), body.boolean('with_vector', false)];
  needCollection(request.right, request.name, 'r');
  return ok({ points: get(request).query(vector, limit, withPayload, withVector) });
}

function retrievePoints(request: InCollection): Answer {
  const body = RequestBody.parse(request.text);
  body.allow('ids', 'with_payload', 'with_vector');
  const ids = body.ids('ids');
  const [withPayload, withVector] = [body.selector('with_payload', false), body.boolean('with_vector', false)];
  needCollection(request.right, request.name, 'r');
  return ok(get(request).retrieve(ids, withPayload, withVector));
}

function countPoints(request: InCollection): Answer {
  const body = RequestBody.parse(request.text);
  body.allow('exact');
  body.boolean('exact', true);
  needCollection(request.right, request.name, 'r');
  return ok({ count: get(request).size });
}

function scrollPoints(request: InCollection): Answer {
  const body = RequestBody.parse(request.text);
  body.allow('limit', 'offset', 'with_payload', 'with_vector');
  const [from, limit] = [body.id('offset'), body.integer('limit', 10, 1, 'scroll_request.limit')];
  const [withPayload, withVector] = [body.selector('with_payload', true), body.boolean('with_vector', false)];
  needCollection(request.right, request.name, 'r');
  return ok(get(request).scroll(from, limit, withPayload, withVector));
}

function get({ name, collections }: InCollection): StandInCollection {
  const collection = collections.get(name);
  if (collection === undefined) throw noSuchCollection(name);
  return collection;
}

function updated(operation: number, { isWaiting }: StandInRequest): Answer {
  return ok({ operation_id: operation, status: isWaiting ? 'completed' : 'acknowledged' });
}

function needSome(items: readonly unknown[]): void {
  if (items.length === 0) throw new Refusal(400, 'Bad request: Empty update request');
}

function toPoint(value: unknown, index: number): NewPoint {
  const body = RequestBody.of(value, mistyped(value, 'struct PointStruct'));
  const id = body.id('id');
  if (id === undefined) throw formatError('missing field `id`');
  if (body.get('vector') === undefined) throw formatError('missing field `vector`');
  const vector = body.vector('vector', 'data did not match any variant of untagged enum VectorStruct');
  const payload = body.settings('payload') ?? {};
  if (vector.length > 0) return { id, vector, payload };
  throw new Refusal(
    422,
    `Validation error in JSON body: [points[${index}].vector.vector: dense vector must not be empty]`,
  );
}
