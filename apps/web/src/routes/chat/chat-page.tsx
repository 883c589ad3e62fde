import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem.js';
import { chatsQuery, messagesQuery } from '../../api/queries.js';
import { ChatHold } from '../../features/chat/chat-hold.js';
import { fromStored } from '../../features/chat/chat-message.js';
import { ChatView } from '../../features/chat/chat-view.js';
import { findConversation, openConversation } from '../../features/chat/conversation.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { EmptyState, Loading } from '../../ui/page.js';

export function ChatPage() {
  const { id } = useParams({ from: '/session/chats/$id' });
  const { t } = useTranslation();
  const queries = useQueryClient();
  const known = findConversation(id);
  const stored = useQuery({ ...messagesQuery(id), enabled: known === undefined });
  const chat = useQuery({ ...chatsQuery, select: (chats) => chats.find((one) => one.id === id) });

  const conversation =
    known ??
    (stored.data &&
      openConversation({
        id,
        messages: stored.data.data.map(fromStored),
        documentIds: stored.data.data.findLast(({ role }) => role === 'user')?.documentIds ?? [],
        onFinished: () => void queries.invalidateQueries({ queryKey: chatsQuery.queryKey }),
      }));
  return (
    <>
      <title>{`${t('chat.tab')} · Hearthlore`}</title>
      <h1 className="sr-only">{chat.data?.title || t('chat.untitled')}</h1>
      {conversation !== undefined && (
        <div className="flex h-full min-h-0 flex-col">
          {chat.data !== undefined && <ChatHold chat={chat.data} />}
          <div className="min-h-0 flex-1">
            <ChatView key={id} conversation={conversation} />
          </div>
        </div>
      )}
      {conversation === undefined && stored.isPending && <Loading label={t('chat.opening')} />}
      {conversation === undefined && stored.isError && (
        <div className="mx-auto w-full max-w-3xl p-6">
          {asProblem(stored.error).status === 404 ? (
            <EmptyState title={t('chat.notFound')}>{null}</EmptyState>
          ) : (
            <ProblemNotice error={stored.error} onRetry={() => void stored.refetch()} />
          )}
        </div>
      )}
    </>
  );
}
