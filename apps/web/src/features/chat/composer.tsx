import { SendHorizontal, Square } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { keepDraft, readDraft } from './draft.js';

interface ComposerProps {
  /** Whose draft it is: the conversation's id, or `new`. */
  readonly chatId: string;
  readonly isAnswering: boolean;
  readonly onAsk: (text: string) => void;
  readonly onStop: () => void;
  readonly note: ReactNode;
  readonly inputRef?: RefObject<HTMLTextAreaElement | null>;
}

export function Composer({ chatId, isAnswering, onAsk, onStop, note, inputRef }: ComposerProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => readDraft(chatId));
  const change = (next: string) => {
    setText(next);
    keepDraft(chatId, next);
  };
  const send = () => {
    if (text.trim() === '' || isAnswering) return;
    onAsk(text.trim());
    change('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also ends a composed character (Japanese, Chinese): that one is not meant to send
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
  };

  return (
    <form
      className="mx-auto grid w-full max-w-3xl gap-1.5 px-4 pt-2 pb-3 sm:px-8"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="flex items-end gap-2 rounded border border-edge bg-surface p-2 shadow has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-offset-2 has-[textarea:focus-visible]:outline-ember">
        <textarea
          ref={inputRef}
          rows={1}
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          aria-label={t('chat.input')}
          placeholder={t('chat.placeholder')}
          className="field-sizing-content max-h-[40dvh] min-h-10 flex-1 resize-none bg-transparent px-2 py-2 outline-none"
        />
        {isAnswering ? (
          <Button onClick={onStop} title={t('chat.stopHint')}>
            <Square aria-hidden />
            {t('chat.stop')}
          </Button>
        ) : (
          <Button type="submit" look="primary" disabled={text.trim() === ''}>
            <SendHorizontal aria-hidden />
            {t('chat.send')}
          </Button>
        )}
      </div>
      <p className="px-2 text-xs text-ink-soft [overflow-wrap:anywhere]">{note}</p>
    </form>
  );
}
