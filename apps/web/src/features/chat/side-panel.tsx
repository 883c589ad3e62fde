import { X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { SourceDetails } from '../citation/source-panel.js';
import type { CitedPassage } from './chat-message.js';

interface SidePanelProps {
  readonly citation: CitedPassage;
  readonly onClose: () => void;
}

/** Beside the answer, not over it: the answer stays readable. Escape closes it and gives the focus back. */
export function SidePanel({ citation, onClose }: SidePanelProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const cameFrom = useRef<Element>(null);

  useEffect(() => {
    cameFrom.current ??= document.activeElement;
    heading.current?.focus();
  }, [citation.chunkId]);

  const close = useEffectEvent(() => {
    onClose();
    if (cameFrom.current instanceof HTMLElement) cameFrom.current.focus();
  });
  useEffect(() => {
    const panel = heading.current?.closest('aside');
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      close();
    };
    panel?.addEventListener('keydown', onKeyDown);
    return () => panel?.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <aside
      aria-label={t('citation.panel')}
      className="arrive flex w-[26rem] shrink-0 flex-col gap-4 overflow-y-auto border-s border-line bg-surface p-5"
    >
      <div className="flex items-start gap-3">
        <h2 ref={heading} tabIndex={-1} className="min-w-0 flex-1 text-lg font-semibold [overflow-wrap:anywhere]">
          {citation.title}
        </h2>
        <Button look="quiet" size="small" className="-me-1.5" onClick={() => close()}>
          <X aria-hidden />
          {t('action.close')}
        </Button>
      </div>
      <SourceDetails citation={citation} />
    </aside>
  );
}
