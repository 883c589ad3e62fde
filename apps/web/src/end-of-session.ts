import { sessionStore } from './api/session.js';
import { forgetConversations } from './features/chat/conversation.js';
import { forgetDrafts } from './features/chat/draft.js';
import { uploadQueue } from './features/upload/uploads.js';
import { queryClient } from './query-client.js';
import { router } from './router.js';

/** Follows the session: what was opened is forgotten with it, and the page shows the door that fits. */
export function followSession(): void {
  let before = sessionStore.state.kind;
  sessionStore.subscribe(() => {
    const { kind } = sessionStore.state;
    if (kind === before) return;
    const wasOpen = before === 'signed-in' || before === 'locked';
    before = kind;
    if (kind === 'signed-out' && wasOpen) {
      forgetConversations();
      forgetDrafts();
      uploadQueue.clear();
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'meta' });
    }
    if (kind === 'signed-out' || kind === 'locked') void router.invalidate();
  });
}
