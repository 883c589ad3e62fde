import { AsyncLocalStorage } from 'node:async_hooks';

/** Who asks, as far as the log and the audit log may know it. */
export interface RequestContext {
  readonly requestId: string;
  /** The client's address; no log line holds it but those that say so. */
  readonly clientAddress: string;
}

const requests = new AsyncLocalStorage<RequestContext>();

/** Everything that `work` logs, however deep, carries the request's id. */
export function withRequest<T>(request: RequestContext, work: () => T): T {
  return requests.run(request, work);
}

export function currentRequestId(): string | undefined {
  return requests.getStore()?.requestId;
}

export function currentClientAddress(): string | undefined {
  return requests.getStore()?.clientAddress;
}
