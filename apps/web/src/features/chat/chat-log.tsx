import { Fragment, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ChatMessage, citationsOf, isQuestionGone } from './chat-message.js';
import { MessageView } from './message-view.js';

interface ChatLogProps {
  readonly messages: readonly ChatMessage[];
  readonly isAnswering: boolean;
  readonly isBroken: boolean;
}

export function ChatLog({ messages, isAnswering, isBroken }: ChatLogProps) {
  const { t } = useTranslation();
  const lastIndex = messages.length - 1;
  return (
    <>
      {messages.map((message, index) => (
        <Fragment key={message.id}>
          {isQuestionGone(messages, index) && <p className="text-sm text-ink-soft">{t('chat.questionGone')}</p>}
          <MessageView
            message={message}
            isStreaming={isAnswering && index === lastIndex}
            isBroken={isBroken && index === lastIndex}
          />
        </Fragment>
      ))}
      <Announcer messages={messages} isAnswering={isAnswering} />
    </>
  );
}

/** Tells a screen reader when an answer starts and ends; reading every token aloud would drown both. */
function Announcer({ messages, isAnswering }: Omit<ChatLogProps, 'isBroken'>) {
  const { t } = useTranslation();
  const [news, setNews] = useState('');
  const wasAnswering = useRef(false);
  const last = messages.at(-1);
  const sources = last === undefined ? 0 : citationsOf(last).length;
  useEffect(() => {
    if (isAnswering && !wasAnswering.current) setNews(t('chat.announce.started'));
    if (!isAnswering && wasAnswering.current) setNews(t('chat.announce.finished', { count: sources }));
    wasAnswering.current = isAnswering;
  }, [isAnswering, sources, t]);
  return (
    <div role="log" aria-live="polite" className="sr-only">
      {news}
    </div>
  );
}
