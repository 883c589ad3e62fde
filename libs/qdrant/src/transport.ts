import { QdrantClient } from '@qdrant/js-client-rest';
import { Agent, type Dispatcher } from 'undici';
import type { QdrantLimits, ServerPlace } from './qdrant-options.js';

export type QdrantApi = ReturnType<QdrantClient['api']>;

const CONNECTIONS = 8;
/** Below Qdrant's own, so that it is this side that closes. */
const KEEP_ALIVE = 4_000;

/** The way to one server: how much may come back is bounded, and nothing is followed or unpacked. */
export interface Transport {
  readonly api: QdrantApi;
  /** What every request carries besides its body. */
  request(headers: Readonly<Record<string, string>>, signal: AbortSignal): RequestInit;
  close(): Promise<void>;
}

export function openTransport(place: ServerPlace, limits: QdrantLimits): Transport {
  const agent = new Agent({
    connections: CONNECTIONS,
    connect: { timeout: limits.readTimeout, ...(place.ca !== undefined && { ca: place.ca }) },
    keepAliveTimeout: KEEP_ALIVE,
    maxResponseSize: limits.answerSize,
    // The signal of each call bounds these two, body included.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const dispatcher = agent.compose(refuseCompressed);
  const client = new QdrantClient({
    url: place.origin,
    port: place.port,
    ...(place.prefix !== '' && { prefix: place.prefix }),
    // The client's own timer would take the place of our signal; its question for the version is asked by examine().
    timeout: Number.POSITIVE_INFINITY,
    checkCompatibility: false,
  });
  return {
    api: client.api(),
    request: (headers, signal) => {
      // A redirect would carry the key to wherever it points.
      const init: RequestInit = { headers: { ...headers, 'accept-encoding': 'identity' }, signal, redirect: 'error' };
      // Of the client's undici: Node's own types are of another version of it.
      return Object.assign(init, { dispatcher });
    },
    close: () => agent.destroy(),
  };
}

/** The size of an answer is bounded as it comes over the wire: one that unpacks to more must not be unpacked. */
const refuseCompressed: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch(options, {
    onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
    onRequestUpgrade: (controller, status, headers, socket) =>
      handler.onRequestUpgrade?.(controller, status, headers, socket),
    onResponseStart: (controller, status, headers, message) => {
      if (headers['content-encoding'] !== undefined) controller.abort(new Error('The answer is compressed'));
      else handler.onResponseStart?.(controller, status, headers, message);
    },
    onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
    onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
  });
