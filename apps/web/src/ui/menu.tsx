import clsx from 'clsx';
import { DropdownMenu } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';

interface MenuProps {
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly align?: 'start' | 'end';
}

/**
 * Not modal: a modal menu would write a style element into the page, which our policy refuses. Not moved to the end of
 * the page either: it belongs to the landmark that it was opened in (axe: region).
 */
export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Content
        align={align}
        sideOffset={6}
        collisionPadding={8}
        className="arrive z-50 min-w-44 rounded border border-line bg-surface p-1 shadow"
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

export function MenuItem({ className, ...item }: ComponentProps<typeof DropdownMenu.Item>) {
  return (
    <DropdownMenu.Item
      className={clsx(
        'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-sm outline-none select-none',
        'data-highlighted:bg-sunken data-highlighted:outline-2 data-highlighted:outline-ember [&_svg]:size-4',
        className,
      )}
      {...item}
    />
  );
}
