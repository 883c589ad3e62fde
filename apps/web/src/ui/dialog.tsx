import clsx from 'clsx';
import { X } from 'lucide-react';
import { Dialog as RadixDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.js';

interface DialogProps {
  readonly open: boolean;
  /** Absent where only what stands inside closes it, such as a key that is shown once. */
  readonly onClose?: () => void;
  readonly title: string;
  readonly description?: string;
  readonly children: ReactNode;
  /** Where it stands: in the middle, or at an edge of the window. */
  readonly side?: 'centre' | 'start' | 'end';
  readonly titleHidden?: boolean;
}

const places = {
  centre:
    'inset-x-4 top-1/2 mx-auto max-h-[85dvh] max-w-lg -translate-y-1/2 rounded border border-line p-5 sm:inset-x-6 sm:p-6',
  start: 'inset-y-0 start-0 w-[min(20rem,88vw)] border-e border-line p-3',
  end: 'inset-x-0 bottom-0 max-h-[82dvh] rounded-t border-t border-line p-4 sm:inset-y-0 sm:start-auto sm:max-h-none sm:w-[min(30rem,90vw)] sm:rounded-none sm:border-s sm:border-t-0 sm:p-5',
} as const;

/**
 * A modal window. The shade is an element of ours instead of Radix's overlay, which would write a style element into
 * the page: our policy allows none, and the stylesheet stops the page from scrolling by itself.
 */
export function Dialog({ open, onClose, title, description, children, side = 'centre', titleHidden }: DialogProps) {
  const { t } = useTranslation();
  return (
    <RadixDialog.Root open={open} onOpenChange={(next) => !next && onClose?.()}>
      <RadixDialog.Portal>
        <div data-page-shade className="no-print fixed inset-0 z-50 bg-shade" />
        <RadixDialog.Content
          className={clsx('arrive fixed z-50 flex flex-col gap-4 overflow-y-auto bg-surface shadow', places[side])}
          onOpenAutoFocus={(event) => {
            const field = event.currentTarget instanceof Element && event.currentTarget.querySelector('input');
            if (!field) return;
            event.preventDefault();
            field.focus();
          }}
          {...(description === undefined && { 'aria-describedby': undefined })}
        >
          <div className="grid gap-1">
            <div className="flex items-start gap-3">
              <RadixDialog.Title
                className={clsx(
                  titleHidden ? 'sr-only' : 'min-w-0 flex-1 text-lg font-semibold [overflow-wrap:anywhere]',
                )}
              >
                {title}
              </RadixDialog.Title>
              {onClose !== undefined && (
                <RadixDialog.Close asChild>
                  <Button look="quiet" size="small" className="ms-auto -me-1.5 -mt-1">
                    <X aria-hidden />
                    {t('action.close')}
                  </Button>
                </RadixDialog.Close>
              )}
            </div>
            {description !== undefined && (
              <RadixDialog.Description className="text-ink-soft [overflow-wrap:anywhere]">
                {description}
              </RadixDialog.Description>
            )}
          </div>
          {children}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
