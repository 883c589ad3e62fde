import clsx from 'clsx';
import { HoverCard } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CitedPassage } from '../chat/chat-message.js';
import { useCitationActions } from './citation-context.js';

/** `[n]` in an answer: a card on hover and focus, the passage itself on a click. */
export function CitationButton({ citation }: { readonly citation: CitedPassage }) {
  const { t } = useTranslation();
  const { opened, open } = useCitationActions();
  const { n, title, page, quote } = citation;
  const [isShown, setShown] = useState(false);
  const isOpen = opened?.chunkId === citation.chunkId;
  return (
    <HoverCard.Root open={isShown && !isOpen} onOpenChange={setShown} openDelay={250} closeDelay={100}>
      <HoverCard.Trigger asChild>
        <button
          type="button"
          aria-label={page === null ? t('citation.label', { n, title }) : t('citation.labelPage', { n, title, page })}
          aria-pressed={isOpen}
          onClick={() => open(citation)}
          className={clsx(
            'mx-0.5 inline-flex h-6 min-w-6 items-center justify-center rounded-sm px-1.5 align-baseline font-sans text-xs font-semibold tabular-nums',
            isOpen ? 'bg-ember text-on-ember' : 'bg-ember-wash text-ember hover:bg-ember hover:text-on-ember',
          )}
        >
          {n}
        </button>
      </HoverCard.Trigger>
      <HoverCard.Portal container={document.getElementById('main')}>
        <HoverCard.Content
          sideOffset={6}
          collisionPadding={12}
          className="arrive z-30 grid max-w-80 gap-1.5 rounded border border-line bg-surface p-3 text-sm shadow"
        >
          <p className="font-medium [overflow-wrap:anywhere]">
            {title}
            {page !== null && <span className="text-ink-soft"> · {t('citation.page', { page })}</span>}
          </p>
          <p className="line-clamp-4 font-serif text-base">{quote}</p>
        </HoverCard.Content>
      </HoverCard.Portal>
    </HoverCard.Root>
  );
}
