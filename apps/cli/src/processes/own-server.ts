import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { type Env, loopbackUrl, readServerCertificate } from '@hearthlore/config';

export interface OwnAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Asks the server of this installation without leaving the machine. With a certificate it has to be the very one of our
 * own file, whoever issued it: the answer of another program does not count as ours.
 *
 * @throws when nobody answers, somebody else does, or `signal` aborts.
 */
export async function askOwnServer(env: Env, path: string, signal: AbortSignal): Promise<OwnAnswer> {
  const url = new URL(path, loopbackUrl(env));
  // A name that the server takes for its own even where it listens on one address of a network alone.
  const headers = { host: `localhost:${env.HEARTHLORE_PORT}` };
  const certificate = readServerCertificate(env);
  const request = certificate
    ? httpsRequest(url, {
        headers,
        signal,
        agent: false,
        ca: certificate.leaf.toString(),
        allowPartialTrustChain: true,
        checkServerIdentity: () => undefined,
      })
    : httpRequest(url, { headers, signal, agent: false });
  request.end();
  const [response]: IncomingMessage[] = await once(request, 'response', { signal });
  if (response === undefined) throw new TypeError('a response event carries the response');
  return { status: response.statusCode ?? 0, text: await text(response) };
}
