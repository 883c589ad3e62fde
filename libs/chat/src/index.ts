export { Answerer, type AskedQuestion } from './answering/answerer.js';
export { NOT_FOUND, NOTICES } from './answering/sentences-we-say.js';
export { AnswerRunningError, AnswerStoppedError, ConversationNotFoundError } from './chat.errors.js';
export { ChatService, type NewQuestion } from './chat.service.js';
export type { AnswerEvent, ChatEvent } from './chat-event.js';
export type {
  Answer,
  AnswerDetails,
  AnswerNotice,
  Citation,
  Conversation,
  Grounding,
  Message,
  MessageCutoffs,
  Question,
  Source,
} from './conversations/conversation.js';
export { ConversationsService } from './conversations/conversations.service.js';
export { type ConversationPage, ConversationStore } from './ports/conversation-store.port.js';
export { type PassageHit, type PassageQuery, PassageSearch } from './ports/passage-search.port.js';
export { ModelBusyError, ModelTurns } from './model-turns.js';
export { RunningAnswers } from './running-answers.js';
export { RecordSetConversationStore } from './adapters/record-set-conversation-store.js';
