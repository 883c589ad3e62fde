import clsx from 'clsx';
import { Link } from '@tanstack/react-router';
import { Copy } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { formatSeconds } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { toast } from '../../ui/toasts.js';
import { useCitationActions } from '../citation/citation-context.js';
import { mayWrite, useUser } from '../session/use-session.js';
import { FallbackNotice } from '../vectors/fallback-notice.js';
import { AnswerText } from './answer-text.js';
import { type ChatMessage, citationsOf, textOf } from './chat-message.js';

interface MessageViewProps {
  readonly message: ChatMessage;
  readonly isStreaming: boolean;
  /** The answer ended early: what was found is still worth showing. */
  readonly isBroken: boolean;
}

export const MessageView = memo(function MessageView({ message, isStreaming, isBroken }: MessageViewProps) {
  const { t } = useTranslation();
  if (message.role === 'user') {
    return (
      <article
        aria-label={t('chat.question')}
        className="justify-self-end rounded bg-sunken px-4 py-2.5 sm:max-w-[85%]"
      >
        <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{textOf(message)}</p>
      </article>
    );
  }
  return <Answer message={message} isStreaming={isStreaming} isBroken={isBroken} />;
});

function Answer({ message, isStreaming, isBroken }: MessageViewProps) {
  const { t } = useTranslation();
  const text = textOf(message);
  const citations = citationsOf(message);
  const isDone = !isStreaming;
  const isQuoted = message.metadata?.model === null;
  return (
    <article aria-label={t('chat.answer')} className="grid min-w-0 gap-3">
      {text !== '' && !(isDone && isQuoted && citations.length === 0) && (
        <AnswerText text={text} citations={citations} isStreaming={isStreaming} />
      )}
      {isDone && !isBroken && message.metadata === undefined && text === '' && (
        <Notice className="max-w-[68ch]">{t('chat.unfinished')}</Notice>
      )}
      {isDone && !isBroken && message.metadata !== undefined && citations.length === 0 && (
        <NothingFound isQuoted={isQuoted} />
      )}
      {isDone && message.metadata?.fallback === true && <FallbackNotice className="max-w-[68ch]" />}
      {citations.length > 0 && (isDone || isBroken) && <Sources message={message} />}
      {isDone && text !== '' && (citations.length > 0 || !isQuoted) && <AnswerFooter message={message} text={text} />}
    </article>
  );
}

/** An answer that rests on nothing: said plainly, with what can be done instead. */
function NothingFound({ isQuoted }: { readonly isQuoted: boolean }) {
  const { t } = useTranslation();
  const canWrite = mayWrite(useUser());
  return (
    <Notice
      className="max-w-[68ch]"
      actions={
        isQuoted && (
          <>
            <Button size="small" asChild>
              <Link to="/search">{t('nav.search')}</Link>
            </Button>
            {canWrite && (
              <Button size="small" asChild>
                <Link to="/documents">{t('chat.addDocument')}</Link>
              </Button>
            )}
          </>
        )
      }
    >
      {isQuoted ? t('problem.no-evidence') : t('chat.noSources')}
    </Notice>
  );
}

function Sources({ message }: { readonly message: ChatMessage }) {
  const { t } = useTranslation();
  const { opened, open } = useCitationActions();
  return (
    <section aria-label={t('citation.sources')} className="grid max-w-[68ch] gap-1.5">
      <h2 className="text-sm font-medium text-ink-soft">{t('citation.sources')}</h2>
      <ul className="grid gap-1">
        {citationsOf(message).map((citation) => (
          <li key={citation.chunkId}>
            <button
              type="button"
              onClick={() => open(citation)}
              aria-pressed={opened?.chunkId === citation.chunkId}
              className={clsx(
                'flex w-full items-baseline gap-2.5 rounded-sm px-2 py-1.5 text-start text-sm hover:bg-sunken',
                opened?.chunkId === citation.chunkId && 'bg-ember-wash',
              )}
            >
              <span className="font-semibold text-ember tabular-nums">{citation.n}</span>
              <span className="min-w-0 flex-1 truncate">{citation.title}</span>
              {citation.page !== null && (
                <span className="shrink-0 text-ink-soft">{t('citation.page', { page: citation.page })}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function AnswerFooter({ message, text }: { readonly message: ChatMessage; readonly text: string }) {
  const { t } = useTranslation();
  const { model, ms } = message.metadata ?? {};
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast('done', t('chat.copied')),
      () => toast('loss', t('problem.clipboard')),
    );
  return (
    <footer className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-soft">
      <Button look="quiet" size="small" className="-ms-2.5" onClick={() => void copy()}>
        <Copy aria-hidden />
        {t('chat.copy')}
      </Button>
      <span>
        {model === undefined ? t('chat.stopped') : model === null ? t('chat.quoted') : t('chat.byModel', { model })}
      </span>
      {ms !== undefined && <span>{t('chat.seconds', { seconds: formatSeconds(ms) })}</span>}
    </footer>
  );
}
