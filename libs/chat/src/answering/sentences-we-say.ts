import type { AnswerNotice } from '../conversations/conversation.js';

/** When nothing was found, or nothing convincing enough to quote. */
export const NOT_FOUND = 'I did not find this in your documents.';

/** One clear sentence before the quoted passages, where the language model could not answer. */
export const NOTICES = {
  'model.unavailable': 'The language model does not answer. Your documents are safe.',
  'model.context-too-small': 'The passages do not fit the language model: its context is too small.',
} as const satisfies Record<AnswerNotice, string>;
