import { startLanguageModelServer } from '../../harness/language-model/language-model-server.js';
import { startProduct } from '../../harness/product.js';
import { OWNER } from './owner.js';
import { percentile } from './statistics.js';
import { startTimingProxy } from './timing-proxy.js';

const QUESTIONS = 60;
const NOTE = 'The excess for water damage is 250 euros. The premium is due on the first of March.';

/** Time to the first token through Hearthlore, less what the model server itself took for the very same prompt. */
export async function main(): Promise<void> {
  const model = await startLanguageModelServer({ mode: 'words' });
  const proxy = await startTimingProxy(model.url);
  const product = await startProduct({ env: { HEARTHLORE_LLM_URL: proxy.url } });
  try {
    const member = await product.client().setsUp(product.setupCode, OWNER);
    await member.uploads('policy.txt', NOTE);
    const total: number[] = [];
    const own: number[] = [];
    for (let question = 0; question < QUESTIONS; question += 1) {
      const chat = await member.startsChat();
      const url = `${product.url}/api/v1/chats/${chat}/messages`;
      total.push(await firstToken(url, member.accessToken, `What is the excess for water damage? (${question})`));
      own.push(proxy.lastFirstToken());
    }
    const added = total.map((milliseconds, question) => milliseconds - (own[question] ?? Number.NaN));
    for (const share of [0.5, 0.95]) {
      const [all, server, ours] = [total, own, added].map((sample) => percentile(sample, share).toFixed(1));
      console.log(
        `time to first token, p${share * 100}, ms: ${all}, of that the model server ${server}, added ${ours}`,
      );
    }
    console.log(
      `total/server at p50: ${(percentile(total, 0.5) / percentile(own, 0.5)).toFixed(2)}   goal: added at most 3 ms at p50`,
    );
  } finally {
    await product.dispose();
    proxy.close();
    await model.stop();
  }
}

async function firstToken(url: string, accessToken: string, text: string): Promise<number> {
  const started = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ text }),
  });
  let stream = '';
  let first = Number.NaN;
  for await (const chunk of response.body ?? []) {
    stream += Buffer.from(chunk).toString();
    if (Number.isNaN(first) && stream.includes('"text-delta"')) first = performance.now() - started;
  }
  return first;
}
