import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ModelUnavailableError } from '../model.errors.js';
import { OpenAiLanguageModel } from './openai-language-model.js';

/** What a healthy llama.cpp cannot be brought to do: the wire of broken servers and gateways, over a real socket. */
const servers: Server[] = [];
const never = new AbortController().signal;
const QUESTION = { messages: [{ role: 'user', content: 'a private question' }] } as const;
const address = z.object({ port: z.number() });

async function serve(answer: (response: ServerResponse, path: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => answer(response, request.url ?? ''));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${address.parse(server.address()).port}/v1`;
}

const frame = (content: string, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;

function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function hear(model: OpenAiLanguageModel): Promise<{ said: string; error: unknown }> {
  let said = '';
  try {
    for await (const piece of model.stream(QUESTION, never)) said += piece;
  } catch (error) {
    return { said, error };
  }
  return { said, error: undefined };
}

describe('OpenAiLanguageModel with a broken server', () => {
  it('does not take a stream that ends without a finish for an answer', async () => {
    const url = await serve((response) => {
      startStream(response);
      response.end(frame('Half an'));
    });
    const { said, error } = await hear(new OpenAiLanguageModel({ url, model: 'm' }));
    expect(said).toBe('Half an');
    expect(error).toBeInstanceOf(ModelUnavailableError);
  });

  it('does not repeat what an error frame in the middle says', async () => {
    const url = await serve((response) => {
      startStream(response);
      response.end(`${frame('Half an')}data: {"error":{"message":"a private question","code":500}}\n\n`);
    });
    const { error } = await hear(new OpenAiLanguageModel({ url, model: 'm' }));
    expect(error).toBeInstanceOf(ModelUnavailableError);
    expect(JSON.stringify(error) + String(error)).not.toContain('private');
  });

  it('gives up on a server that accepts and never answers', async () => {
    const url = await serve(() => undefined);
    const limits = { list: 20, firstPiece: 40 };
    const { error } = await hear(new OpenAiLanguageModel({ url, limits }));
    expect(error).toBeInstanceOf(ModelUnavailableError);
  });

  it('gives up on a server that falls silent, and keeps what it said', async () => {
    const url = await serve((response) => {
      startStream(response);
      response.write(frame('And then'));
    });
    const { said, error } = await hear(new OpenAiLanguageModel({ url, model: 'm', limits: { nextPiece: 40 } }));
    expect(said).toBe('And then');
    expect(error).toBeInstanceOf(ModelUnavailableError);
  });

  it('tells a server that refuses from one that is not there', async () => {
    const url = await serve((response) => response.writeHead(401).end('{"error":{"message":"no"}}'));
    await expect(new OpenAiLanguageModel({ url }).check(never)).resolves.toMatchObject({ state: 'refused' });
  });

  it('takes over the configured context without asking', async () => {
    const asked: string[] = [];
    const url = await serve((response, path) => {
      asked.push(path);
      response.writeHead(500).end();
    });
    await expect(new OpenAiLanguageModel({ url, contextTokens: 16384 }).contextTokens(never)).resolves.toBe(16384);
    expect(asked).toEqual([]);
  });

  it('takes nothing from variables meant for other programs', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'of another program');
    vi.stubEnv('OPENAI_ORG_ID', 'of another program');
    vi.stubEnv('OPENAI_PROJECT_ID', 'of another program');
    vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:9/elsewhere');
    const seen: string[] = [];
    const url = await serve((response) => {
      seen.push(JSON.stringify(response.req.headers));
      startStream(response);
      response.end(frame('Yes.', 'stop'));
    });
    const { said } = await hear(new OpenAiLanguageModel({ url, model: 'm' }));
    vi.unstubAllEnvs();
    expect(said).toBe('Yes.');
    expect(seen.join()).not.toContain('of another program');
  });

  it('asks for a named model by its name and sends the key it was given', async () => {
    const seen: string[] = [];
    const url = await serve((response, path) => {
      seen.push(`${path} ${String(response.req.headers.authorization)}`);
      startStream(response);
      response.end(`${frame('Yes.', 'stop')}data: [DONE]\n\n`);
    });
    const { said, error } = await hear(new OpenAiLanguageModel({ url, model: 'm', apiKey: { reveal: () => 'k1' } }));
    expect({ said, error, seen }).toEqual({ said: 'Yes.', error: undefined, seen: ['/v1/chat/completions Bearer k1'] });
  });
});
