import { useChat } from '@ai-sdk/react';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Notice } from '../../ui/notice.js';
import { useMediaQuery, WIDE } from '../../ui/use-media-query.js';
import { CitationContext } from '../citation/citation-context.js';
import { SourceDetails } from '../citation/source-panel.js';
import { problemText } from '../problem/problem-text.js';
import { ChatLog } from './chat-log.js';
import { type ChatStatus, type CitedPassage, citationsOf, textOf } from './chat-message.js';
import { Composer } from './composer.js';
import type { Conversation } from './conversation.js';
import { ScopeNote } from './scope-note.js';
import { SidePanel } from './side-panel.js';
import { streamProblem } from './stream-problem.js';
import { useStickToEnd } from './use-stick-to-end.js';

export function ChatView({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation();
  const { messages, status, error, regenerate } = useChat({ chat: conversation.chat });
  const phase = useSyncExternalStore(conversation.subscribe, () => conversation.status);
  const documentIds = useSyncExternalStore(conversation.subscribe, () => conversation.documentIds);
  const [opened, setOpened] = useState<CitedPassage>();
  const isWide = useMediaQuery(WIDE);
  const isAnswering = status === 'submitted' || status === 'streaming';
  const scroller = useRef<HTMLElement>(null);
  useStickToEnd(scroller, messages);
  const citing = useMemo(() => ({ opened, open: setOpened }), [opened]);

  const stop = () => void conversation.stop().catch(() => undefined);
  useEffect(() => {
    if (!isAnswering) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) stop();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });

  const last = messages.at(-1);
  const isWordless = last === undefined || last.role === 'user' || textOf(last) === '';
  const hasPassages = last?.role === 'assistant' && citationsOf(last).length > 0;
  return (
    <CitationContext value={citing}>
      <div className="flex h-full min-h-0">
        <div className="flex min-w-0 flex-1 flex-col">
          <section
            ref={scroller}
            aria-label={t('chat.messages')}
            // oxlint-disable-next-line no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard
            tabIndex={0}
            className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
          >
            <div className="mx-auto grid w-full max-w-3xl gap-6 px-4 py-6 sm:px-8">
              <ChatLog messages={messages} isAnswering={isAnswering} isBroken={error !== undefined} />
              {isAnswering && isWordless && <Phase status={phase} />}
              {error !== undefined && (
                <Notice
                  tone="loss"
                  live="alert"
                  actions={
                    <Button size="small" onClick={() => void regenerate()}>
                      {t('action.retry')}
                    </Button>
                  }
                >
                  {problemText(streamProblem(error))} {hasPassages && t('chat.passagesBelow')}
                </Notice>
              )}
            </div>
          </section>
          <Composer
            chatId={conversation.chat.id}
            isAnswering={isAnswering}
            onAsk={(text) => void conversation.ask(text)}
            onStop={stop}
            note={<ScopeNote documentIds={documentIds} onAll={() => conversation.askAllDocuments()} />}
          />
        </div>
        {opened !== undefined && isWide && <SidePanel citation={opened} onClose={() => setOpened(undefined)} />}
      </div>
      {opened !== undefined && (
        <Dialog side="end" open={!isWide} onClose={() => setOpened(undefined)} title={opened.title}>
          <SourceDetails citation={opened} />
        </Dialog>
      )}
    </CitationContext>
  );
}

function Phase({ status }: { readonly status: ChatStatus | undefined }) {
  const { t } = useTranslation();
  const text =
    status?.phase === 'reading' && status.passages !== undefined
      ? t('chat.phase.readingCount', { count: status.passages })
      : t(`chat.phase.${status?.phase ?? 'searching'}`, { position: status?.position });
  return <p className="text-ink-soft">{text}</p>;
}
