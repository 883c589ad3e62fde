import type { LanguageModel } from '@hearthlore/models';
import { AppError } from '@hearthlore/kernel';
import type { Message } from '../conversations/conversation.js';
import { wordsOf } from '../passages/terms.js';
import { remembered } from './prompt.js';

/** A question is short; what is longer is an answer. */
const MOST_TOKENS = 96;
const MOST_CHARACTERS = 400;
/** Milliseconds the person waits for it at most: searching with the raw words is better than more silence. */
const PATIENCE = 8_000;
/** Words of a question that may lean on the one before it. */
const LEANING_WORDS = 8;

const INSTRUCTION =
  'Rewrite the last question so that it can be understood without the conversation: put in the names and things it refers to. Reply with the question alone, in its own language. Do not answer it.';

/**
 * Search sees one question, not the conversation: "And for the car?" must become a question of its own first.
 *
 * @param patience Milliseconds the model may take.
 * @returns The model's rewording, or where there is none worth trusting the question with the one before it in front.
 */
export async function standaloneQuestion(
  question: string,
  history: readonly Message[],
  model: LanguageModel | undefined,
  signal: AbortSignal,
  patience = PATIENCE,
): Promise<string> {
  const earlier = history.filter(({ role }) => role === 'user').map(({ text }) => text);
  const previous = earlier.at(-1);
  if (previous === undefined) return question;
  const fallback = wordsOf(question).length > LEANING_WORDS ? question : `${previous}\n${question}`;
  if (model === undefined) return fallback;
  const reworded = await reword(question, history, model, AbortSignal.any([signal, AbortSignal.timeout(patience)]));
  signal.throwIfAborted();
  return reworded !== undefined && isFaithful(reworded, [question, ...earlier], history) ? reworded : fallback;
}

async function reword(
  question: string,
  history: readonly Message[],
  model: LanguageModel,
  signal: AbortSignal,
): Promise<string | undefined> {
  const messages = [
    { role: 'system', content: INSTRUCTION } as const,
    ...remembered(history),
    { role: 'user', content: `Last question: ${question}` } as const,
  ];
  let text = '';
  try {
    for await (const piece of model.stream({ messages, maxTokens: MOST_TOKENS, temperature: 0 }, signal)) text += piece;
  } catch (error) {
    if (!signal.aborted && !(error instanceof AppError)) throw error;
    return undefined;
  }
  const line = text.trim().split('\n').at(0)?.trim() ?? '';
  return line.length > 0 && line.length <= MOST_CHARACTERS ? line : undefined;
}

/** A rewording brings nothing of its own: half of its words were said before, and one of them by the person. */
function isFaithful(reworded: string, asked: readonly string[], history: readonly Message[]): boolean {
  const words = contentWords(reworded);
  const byPerson = new Set(asked.flatMap(contentWords));
  const said = new Set([...byPerson, ...history.flatMap(({ text }) => contentWords(text))]);
  const known = words.filter((word) => said.has(word)).length;
  return words.some((word) => byPerson.has(word)) && known * 2 >= words.length;
}

function contentWords(text: string): string[] {
  return wordsOf(text).filter((word) => word.length > 3 || /[^\p{Script=Latin}]/u.test(word));
}
