import type { ChatSummary } from '../../api/types.js';
import { HoldNote } from '../retention/hold-note.js';
import { useDue } from '../retention/use-due.js';
import { useHoldChat } from './use-hold-chat.js';

/** Above the conversation, where a rule would take it or its owner holds it; else there is nothing to say. */
export function ChatHold({ chat }: { readonly chat: ChatSummary }) {
  const due = useDue(chat.id);
  const change = useHoldChat(chat.id);
  if (chat.heldAt === null && due === undefined) return null;
  return (
    <div className="border-b border-line py-2">
      <div className="mx-auto w-full max-w-3xl px-4 sm:px-8">
        <HoldNote id={chat.id} heldAt={chat.heldAt} isBusy={change.isPending} onHold={(hold) => change.mutate(hold)} />
      </div>
    </div>
  );
}
