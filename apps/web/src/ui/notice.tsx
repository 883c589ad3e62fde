import clsx from 'clsx';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const tones = {
  plain: { look: 'border-line bg-sunken', mark: 'text-ink-soft', Icon: Info },
  done: { look: 'border-pine bg-pine-wash', mark: 'text-pine', Icon: CircleCheck },
  attention: { look: 'border-amber bg-amber-wash', mark: 'text-amber', Icon: TriangleAlert },
  loss: { look: 'border-loss bg-loss-wash', mark: 'text-loss', Icon: CircleAlert },
} as const;

export type Tone = keyof typeof tones;

interface NoticeProps {
  readonly tone?: Tone;
  /** `alert` interrupts a screen reader, `status` waits for a pause. */
  readonly live?: 'alert' | 'status';
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string;
}

export function Notice({ tone = 'plain', live, children, actions, className }: NoticeProps) {
  const { look, mark, Icon } = tones[tone];
  return (
    <div
      role={live}
      className={clsx('flex flex-wrap items-start gap-x-3 gap-y-2 rounded border px-3.5 py-2.5', look, className)}
    >
      <Icon aria-hidden className={clsx('mt-0.5 size-5 shrink-0', mark)} />
      <div className="min-w-0 flex-1 basis-56 self-center text-sm [overflow-wrap:anywhere]">{children}</div>
      {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
