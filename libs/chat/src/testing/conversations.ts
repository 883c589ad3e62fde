import { type DocumentId, type MessageId, newId, passageId } from '@hearthlore/kernel';
import type { Answer, Question } from '../conversations/conversation.js';
import type { PassageHit } from '../ports/passage-search.port.js';

const MOMENT = new Date('2026-03-01T10:00:00Z');

export function aQuestion(text = 'Until when is the house insured?', createdAt = MOMENT): Question {
  return { id: newId<MessageId>(), role: 'user', text, createdAt, documentIds: [newId<DocumentId>()] };
}

export function anAnswer(text = 'Until 2027 [1].', createdAt = MOMENT): Answer {
  const documentId = newId<DocumentId>();
  const title = 'Insurance 2025';
  return {
    id: newId<MessageId>(),
    role: 'assistant',
    text,
    createdAt,
    details: {
      state: 'complete',
      model: 'scripted',
      milliseconds: 12,
      retrieved: 1,
      notice: null,
      sources: [{ n: 1, documentId, title, page: 3, lastPage: 4 }],
      citations: [
        { n: 1, passageId: passageId(documentId, 2), documentId, title, page: null, quote: 'Until 2027.', score: 0.8 },
      ],
      grounding: { supported: 1, unsupported: 0 },
    },
  };
}

export function aHit(text: string, change: Partial<PassageHit> = {}): PassageHit {
  const documentId = change.documentId ?? newId<DocumentId>();
  const index = change.index ?? 0;
  return {
    documentId,
    passageId: passageId(documentId, index),
    index,
    title: 'Insurance 2025',
    page: 3,
    lastPage: 3,
    heading: '',
    text,
    score: 0.8,
    ...change,
  };
}
