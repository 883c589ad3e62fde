import clsx from 'clsx';
import { LoaderCircle } from 'lucide-react';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';

const looks = {
  /** The single main action of a screen. */
  primary: 'bg-ember text-on-ember hover:bg-ember-strong',
  secondary: 'border border-edge bg-surface text-ink hover:bg-sunken',
  quiet: 'text-ink hover:bg-sunken',
  /** For what cannot be undone. */
  loss: 'bg-loss text-on-loss hover:opacity-90',
} as const;

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof looks;
  readonly size?: 'medium' | 'small';
  readonly busy?: boolean;
  /** Gives the look to the only child, such as a link. */
  readonly asChild?: boolean;
}

export function Button({ look = 'secondary', size = 'medium', busy, asChild, className, ...rest }: ButtonProps) {
  const classes = clsx(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded font-medium transition-colors duration-150',
    'disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:cursor-progress [&_svg]:size-4 [&_svg]:shrink-0',
    size === 'medium' ? 'min-h-10 px-4 py-2' : 'min-h-8 px-2.5 py-1 text-sm',
    looks[look],
    className,
  );
  if (asChild) return <Slot.Root className={classes} {...rest} />;
  const { children, onClick, ...others } = rest;
  // a busy button keeps the focus: disabling it would throw the keyboard back to the top of the page
  return (
    <button
      type="button"
      className={classes}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...others}
    >
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}
