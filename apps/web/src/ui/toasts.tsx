import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.js';

interface Message {
  readonly id: number;
  readonly tone: 'done' | 'loss';
  readonly text: string;
}

let messages: readonly Message[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function replace(next: readonly Message[]): void {
  messages = next;
  for (const listener of listeners) listener();
}

/** Says in passing that something was done or went wrong; never the only place where a lasting state is told. */
export function toast(tone: Message['tone'], text: string): void {
  lastId += 1;
  replace([...messages.slice(-2), { id: lastId, tone, text }]);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function Toasts() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(subscribe, () => messages);
  return (
    <Toast.Provider duration={6000} label={t('toast.label')}>
      {shown.map(({ id, tone, text }) => (
        <Toast.Root
          key={id}
          type={tone === 'loss' ? 'foreground' : 'background'}
          onOpenChange={(open) => !open && replace(messages.filter((message) => message.id !== id))}
          className="arrive flex items-center gap-3 rounded border border-line bg-surface py-2 ps-4 pe-2 shadow"
        >
          {tone === 'done' ? (
            <CircleCheck aria-hidden className="size-5 shrink-0 text-pine" />
          ) : (
            <CircleAlert aria-hidden className="size-5 shrink-0 text-loss" />
          )}
          <Toast.Description className="min-w-0 flex-1 text-sm">{text}</Toast.Description>
          <Toast.Close asChild>
            <Button look="quiet" size="small">
              <X aria-hidden />
              {t('action.close')}
            </Button>
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="no-print fixed inset-x-4 bottom-4 z-60 mx-auto grid max-w-md gap-2 outline-none" />
    </Toast.Provider>
  );
}
