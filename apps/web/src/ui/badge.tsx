import clsx from 'clsx';
import type { ReactNode } from 'react';

const tones = {
  plain: 'bg-sunken text-ink-soft',
  done: 'bg-pine-wash text-pine',
  attention: 'bg-amber-wash text-amber',
  loss: 'bg-loss-wash text-loss',
} as const;

export function Badge({
  tone = 'plain',
  children,
}: {
  readonly tone?: keyof typeof tones;
  readonly children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-sm [&_svg]:size-3.5',
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
