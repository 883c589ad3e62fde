import { startLanguageModelServer } from '../../harness/language-model/language-model-server.js';
import { startProduct } from '../../harness/product.js';
import { OWNER } from './owner.js';
import { percentile } from './statistics.js';

const QUESTIONS = 40;
const NOTE = 'The excess for water damage is 250 euros. The premium is due on the first of March.';

/** Time to the first token through Hearthlore against the model server's own, asked in turns with prompts of like length. */
export async function main(): Promise<void> {
  const model = await startLanguageModelServer({ mode: 'words' });
  const product = await startProduct({ env: { HEARTHLORE_LLM_URL: model.url } });
  try {
    const member = await product.client().setsUp(product.setupCode, OWNER);
    await member.uploads('policy.txt', NOTE);
    const ours: number[] = [];
    const direct: number[] = [];
    for (let question = 0; question < QUESTIONS; question += 1) {
      direct.push(
        await firstToken(
          `${model.url}/chat/completions`,
          {},
          { stream: true, messages: prompt(question) },
          '"content":"',
        ),
      );
      const chat = await member.startsChat();
      const headers = { authorization: `Bearer ${member.accessToken}` };
      const url = `${product.url}/api/v1/chats/${chat}/messages`;
      ours.push(
        await firstToken(url, headers, { text: `What is the excess for water damage? (${question})` }, '"text-delta"'),
      );
    }
    for (const share of [0.5, 0.95]) {
      const [with_, without] = [percentile(ours, share), percentile(direct, share)];
      console.log(
        `time to first token, p${share * 100}, ms: Hearthlore ${with_.toFixed(1)}, the server itself ${without.toFixed(1)}, added ${(with_ - without).toFixed(1)}, ratio ${(with_ / without).toFixed(2)}`,
      );
    }
    console.log('added at p50: goal 3 (search, question embedding and a longer prompt included here)');
  } finally {
    await product.dispose();
    await model.stop();
  }
}

function prompt(question: number) {
  return [
    { role: 'system', content: 'Answer from the passages.' },
    { role: 'user', content: `[1] ${NOTE}\n\nWhat is the excess for water damage? (${question})` },
  ];
}

async function firstToken(url: string, headers: Record<string, string>, body: object, sign: string): Promise<number> {
  const started = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  let text = '';
  let first = Number.NaN;
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (Number.isNaN(first) && text.includes(sign)) first = performance.now() - started;
  }
  return first;
}
