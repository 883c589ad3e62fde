/** Unsent questions by conversation, `new` for the one that has none yet. In memory: a draft may quote a document. */
const drafts = new Map<string, string>();

export const readDraft = (chatId: string): string => drafts.get(chatId) ?? '';

export function keepDraft(chatId: string, text: string): void {
  if (text === '') drafts.delete(chatId);
  else drafts.set(chatId, text);
}

export function forgetDrafts(): void {
  drafts.clear();
}
