/** What proves the right to a request. */
export type Proof =
  | { readonly kind: 'none' }
  | { readonly kind: 'wrong-key' }
  | { readonly kind: 'garbage-token' }
  | {
      readonly kind: 'token';
      readonly access: string | readonly { readonly collection: string; readonly access: string }[];
      readonly isExpired?: boolean;
      readonly isForeign?: boolean;
    };

/** A request whose answer is recorded. Without `proof` it carries the API key. */
export interface ExchangeRequest {
  readonly note: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly raw?: string;
  readonly proof?: Proof;
}

const A = 't_exchanges';
const B = 't_exchanges_b';
const NOWHERE = 't_exchanges_nowhere';
const points = `/collections/${A}/points`;
const id = (n: number): string => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;
const settings = { vectors: { size: 3, distance: 'Cosine', on_disk: true }, on_disk_payload: true };

const get = (note: string, path: string, proof?: Proof): ExchangeRequest => ({
  note,
  method: 'GET',
  path,
  ...(proof !== undefined && { proof }),
});
const put = (note: string, path: string, body: unknown): ExchangeRequest => ({ note, method: 'PUT', path, body });
const post = (note: string, path: string, body: unknown): ExchangeRequest => ({ note, method: 'POST', path, body });
const raw = (note: string, method: string, path: string, text: string): ExchangeRequest => ({
  note,
  method,
  path,
  raw: text,
});
const remove = (note: string, path: string): ExchangeRequest => ({ note, method: 'DELETE', path });
const upsert = (note: string, ...given: readonly unknown[]): ExchangeRequest =>
  put(`upsert: ${note}`, `${points}?wait=true`, { points: given });
const query = (note: string, body: object): ExchangeRequest => post(`query: ${note}`, `${points}/query`, body);
const retrieve = (note: string, body: object): ExchangeRequest => post(`retrieve: ${note}`, points, body);
const drop = (note: string, body: object): ExchangeRequest =>
  post(`remove: ${note}`, `${points}/delete?wait=true`, body);
const scroll = (note: string, body: object): ExchangeRequest => post(`scroll: ${note}`, `${points}/scroll`, body);
const withProof = (proof: Proof, request: ExchangeRequest): ExchangeRequest => ({ ...request, proof });

const READ: Proof = { kind: 'token', access: [{ collection: A, access: 'r' }] };
const WRITE: Proof = { kind: 'token', access: [{ collection: A, access: 'prw' }] };
const ELSEWHERE: Proof = { kind: 'token', access: [{ collection: NOWHERE, access: 'prw' }] };

/** In this order, against an empty server that has a key and knows tokens. */
export const EXCHANGE_REQUESTS: readonly ExchangeRequest[] = [
  get('root, no key', '/', { kind: 'none' }),
  get('ready, no key', '/readyz', { kind: 'none' }),
  get('health, no key', '/healthz', { kind: 'none' }),
  get('live, no key', '/livez', { kind: 'none' }),
  get('list, no key', '/collections', { kind: 'none' }),
  get('list, wrong key', '/collections', { kind: 'wrong-key' }),
  get('list, no token at all', '/collections', { kind: 'garbage-token' }),
  get('unknown route, no key', '/nowhere', { kind: 'none' }),
  get('unknown route', '/nowhere'),
  { note: 'wrong method', method: 'POST', path: '/collections' },
  get('list, empty', '/collections'),

  get('nowhere: info', `/collections/${NOWHERE}`),
  get('nowhere: exists', `/collections/${NOWHERE}/exists`),
  remove('nowhere: drop', `/collections/${NOWHERE}`),
  put('nowhere: upsert', `/collections/${NOWHERE}/points?wait=true`, { points: [{ id: id(1), vector: [1, 0, 0] }] }),
  put('nowhere: upsert nothing', `/collections/${NOWHERE}/points?wait=true`, { points: [] }),
  raw('nowhere: upsert, not JSON', 'PUT', `/collections/${NOWHERE}/points?wait=true`, '{nope'),
  post('nowhere: query', `/collections/${NOWHERE}/points/query`, { query: [1, 0, 0], limit: 3 }),
  post('nowhere: query, limit 0', `/collections/${NOWHERE}/points/query`, { query: [1, 0, 0], limit: 0 }),
  post('nowhere: retrieve', `/collections/${NOWHERE}/points`, { ids: [id(1)] }),
  post('nowhere: remove', `/collections/${NOWHERE}/points/delete?wait=true`, { points: [id(1)] }),
  post('nowhere: remove nothing', `/collections/${NOWHERE}/points/delete?wait=true`, { points: [] }),
  post('nowhere: count', `/collections/${NOWHERE}/points/count`, { exact: true }),
  post('nowhere: scroll', `/collections/${NOWHERE}/points/scroll`, { limit: 3 }),

  put('create: no size', `/collections/${A}`, { vectors: { distance: 'Cosine' } }),
  put('create: size 0', `/collections/${A}`, { vectors: { size: 0, distance: 'Cosine' } }),
  put('create: size in words', `/collections/${A}`, { vectors: { size: 'three', distance: 'Cosine' } }),
  put('create: unknown distance', `/collections/${A}`, { vectors: { size: 3, distance: 'Round' } }),
  put('create: no shards', `/collections/${A}`, { ...settings, shard_number: 0 }),
  raw('create: not JSON', 'PUT', `/collections/${A}`, 'nope'),
  put('create', `/collections/${A}`, { ...settings, hnsw_config: { m: 16, ef_construct: 100 } }),
  put('create again', `/collections/${A}`, settings),
  put('create again, another size', `/collections/${A}`, { vectors: { size: 4, distance: 'Cosine' } }),
  put('create: quantized', `/collections/${B}`, {
    vectors: { size: 4, distance: 'Cosine' },
    shard_number: 2,
    replication_factor: 1,
    write_consistency_factor: 1,
    quantization_config: { scalar: { type: 'int8', quantile: 0.99, always_ram: true } },
  }),
  get('exists', `/collections/${A}/exists`),
  get('info, empty', `/collections/${A}`),
  get('info, quantized', `/collections/${B}`),
  get('list', '/collections'),

  upsert(
    'two',
    { id: id(1), vector: [1, 0, 0], payload: { c: 'b25l' } },
    { id: id(2), vector: [3, 4, 0], payload: { c: 'dHdv', d: 1 } },
  ),
  put('upsert: does not wait', points, { points: [{ id: 7, vector: [0, 0, 2] }] }),
  upsert('over another', { id: id(2), vector: [0, 3, 4], payload: { c: 'dHdv' } }),
  upsert('twice the same', { id: id(3), vector: [1, 1, 1] }, { id: id(3), vector: [-1, 1, 1] }),
  upsert('id in capitals', { id: 'ABCDEF00-0000-8000-8000-00000000000A', vector: [-1, 0, 0] }),
  upsert('id without hyphens', { id: 'abcdef0000008000800000000000000b', vector: [0, -1, 0] }),
  upsert('no length at all', { id: id(4), vector: [0, 0, 0] }),
  upsert('wrong dimensions', { id: id(5), vector: [1, 0] }),
  upsert('one of two has wrong dimensions', { id: id(5), vector: [1, 0, 0] }, { id: id(6), vector: [1, 0] }),
  upsert('no values', { id: id(5), vector: [] }),
  upsert('no vector', { id: id(5) }),
  upsert('not a number', { id: id(5), vector: [null, 1, 1] }),
  upsert('vector in words', { id: id(5), vector: 'north' }),
  upsert('no id', { vector: [1, 0, 0] }),
  upsert('id in words', { id: 'five', vector: [1, 0, 0] }),
  upsert('id below 0', { id: -5, vector: [1, 0, 0] }),
  upsert('id between two', { id: 5.5, vector: [1, 0, 0] }),
  upsert('payload in words', { id: id(5), vector: [1, 0, 0], payload: 'five' }),
  upsert('many', ...Array.from({ length: 12 }, (_, n) => ({ id: 100 + n, vector: [5, n + 1, 1] }))),
  upsert('nothing'),
  upsert('not a point', 'five'),
  put('upsert: points are no list', `${points}?wait=true`, { points: 'five' }),
  put('upsert: no points', `${points}?wait=true`, {}),
  raw('upsert: not JSON', 'PUT', `${points}?wait=true`, '{nope'),
  raw('upsert: empty body', 'PUT', `${points}?wait=true`, ''),
  raw('upsert: cut off', 'PUT', `${points}?wait=true`, '{"points": ['),
  raw('upsert: a list', 'PUT', `${points}?wait=true`, '[]'),
  {
    note: 'upsert: unknown field',
    method: 'PUT',
    path: `${points}?wait=true`,
    body: { points: [{ id: id(8), vector: [1, 1, 0], color: 'red' }], shape: 'round' },
  },

  query('plain', { query: [2, 1, 0], limit: 3 }),
  query('with payload', { query: [2, 1, 0], limit: 2, with_payload: true, with_vector: true }),
  query('as the product asks', {
    query: [0, 3, 4],
    limit: 2,
    params: { hnsw_ef: 128 },
    with_payload: ['c'],
    with_vector: false,
  }),
  query('rescored', {
    query: [0, 3, 4],
    limit: 1,
    params: { hnsw_ef: 128, quantization: { rescore: true } },
    with_payload: ['c'],
  }),
  query('more than there is', { query: [1, 3, 8], limit: 1_000, params: { exact: true } }),
  query('no limit given', { query: [1, 3, 8] }),
  query('limit 0', { query: [1, 0, 0], limit: 0 }),
  query('limit below 0', { query: [1, 0, 0], limit: -1 }),
  query('limit in words', { query: [1, 0, 0], limit: 'few' }),
  query('wrong dimensions', { query: [1, 0], limit: 3 }),
  query('not a number', { query: [null, 0, 0], limit: 3 }),
  query('unknown field', { query: [0, 3, 4], limit: 1, nonsense: 1 }),
  query('payload in words', { query: [0, 3, 4], limit: 1, with_payload: 'all' }),
  raw('query: not JSON', 'POST', `${points}/query`, '{nope'),

  retrieve('two, of which one is there', { ids: [id(1), id(99)], with_payload: ['c'], with_vector: false }),
  retrieve('as it is', { ids: [7, id(2)], with_vector: true }),
  retrieve('twice the same', { ids: [id(1), id(1)] }),
  retrieve('nothing', { ids: [] }),
  retrieve('no ids', {}),
  retrieve('id in words', { ids: ['five'] }),

  post('count: exact', `${points}/count`, { exact: true }),
  post('count', `${points}/count`, {}),

  scroll('first', { limit: 3, with_payload: ['c'] }),
  scroll('as it is', { limit: 1 }),
  scroll('next', { limit: 3, offset: id(3), with_payload: false, with_vector: false }),
  scroll('from where nothing is', { limit: 3, offset: id(50), with_payload: false }),
  scroll('after the last', { limit: 3, offset: 'ffffffff-ffff-8fff-8fff-ffffffffffff' }),
  scroll('no limit given', { with_payload: false }),
  scroll('limit 0', { limit: 0 }),
  scroll('offset in words', { limit: 3, offset: 'five' }),

  drop('one, and one that is not there', { points: [id(1), id(98)] }),
  drop('again', { points: [id(1)] }),
  drop('nothing', { points: [] }),
  drop('id in words', { points: ['five'] }),
  post('count after', `${points}/count`, { exact: true }),
  get('info', `/collections/${A}`),

  withProof(READ, query('token to read', { query: [0, 3, 4], limit: 1 })),
  withProof(READ, retrieve('token to read', { ids: [7] })),
  withProof(READ, upsert('token to read', { id: 9, vector: [1, 0, 0] })),
  withProof(READ, drop('token to read', { points: [7] })),
  withProof(READ, get('token to read: info', `/collections/${A}`)),
  withProof(READ, get('token to read: info of another', `/collections/${B}`)),
  withProof(READ, get('token to read: list', '/collections')),
  withProof(READ, remove('token to read: drop', `/collections/${A}`)),
  withProof(WRITE, upsert('token to write', { id: 9, vector: [1, 0, 0] })),
  withProof(WRITE, drop('token to write', { points: [9] })),
  withProof(WRITE, query('token to write', { query: [0, 3, 4], limit: 1 })),
  withProof(WRITE, put('token to write: create', `/collections/${NOWHERE}`, settings)),
  withProof(WRITE, remove('token to write: drop', `/collections/${A}`)),
  withProof(ELSEWHERE, query('token for another collection', { query: [0, 3, 4], limit: 1 })),
  withProof(ELSEWHERE, upsert('token for another collection', { id: 9, vector: [1, 0, 0] })),
  withProof(ELSEWHERE, query('token for another collection, wrong dimensions', { query: [1], limit: 1 })),
  withProof(ELSEWHERE, get('token for another collection: list', '/collections')),
  withProof(
    ELSEWHERE,
    post('token for a collection that is not there: count', `/collections/${NOWHERE}/points/count`, { exact: true }),
  ),
  withProof({ ...READ, isExpired: true }, query('expired token', { query: [0, 3, 4], limit: 1 })),
  withProof({ ...READ, isForeign: true }, query('token signed by another', { query: [0, 3, 4], limit: 1 })),

  remove('drop', `/collections/${A}`),
  remove('drop again', `/collections/${A}`),
  remove('drop the other', `/collections/${B}`),
];
