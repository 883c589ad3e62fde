import type { Grounding } from '../conversations/conversation.js';
import { sentencesOf } from '../passages/sentences.js';
import { NOT_FOUND } from './sentences-we-say.js';

const CITATION = /\[\d+\]/g;
const LEADING_CITATIONS = /^(?:\s*\[\d+\])+/;

/** Counts an answer's sentences with and without a checked citation; a number behind the full stop belongs before it. */
export function groundingOf(answer: string): Grounding {
  let supported = 0;
  let unsupported = 0;
  let isSupported = true;
  for (const { text } of sentencesOf(answer)) {
    if (LEADING_CITATIONS.test(text) && !isSupported) {
      supported += 1;
      unsupported -= 1;
    }
    const own = text.replace(LEADING_CITATIONS, '');
    if (!/\p{L}/u.test(own) || own.trim() === NOT_FOUND) continue;
    isSupported = own.search(CITATION) >= 0;
    if (isSupported) supported += 1;
    else unsupported += 1;
  }
  return { supported, unsupported };
}

/** @returns The sentence that a citation written now would stand for: the one being written, else the one before. */
export function claimAt(textSoFar: string): string {
  const sentences = sentencesOf(textSoFar.slice(-CLAIM_WINDOW).replace(CITATION, ''));
  return sentences.findLast(({ text }) => /\p{L}/u.test(text))?.text ?? '';
}

/** Characters looked back at; longer sentences are judged by their end. */
const CLAIM_WINDOW = 600;
