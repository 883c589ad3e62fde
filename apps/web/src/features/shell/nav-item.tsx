import { Link, type LinkProps } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';

interface NavItemProps {
  readonly to: NonNullable<LinkProps['to']>;
  readonly Icon: LucideIcon;
  readonly label: string;
  /** Chosen on this very page only, not on those below it. */
  readonly exact?: boolean;
}

export function NavItem({ to, Icon, label, exact = false }: NavItemProps) {
  return (
    <li>
      <Link
        to={to}
        className="flex min-h-9 items-center gap-2.5 rounded px-2.5 py-1.5 hover:bg-chosen"
        activeProps={{ className: 'bg-chosen font-medium' }}
        activeOptions={{ exact }}
      >
        <Icon aria-hidden className="size-4 shrink-0 text-ink-soft" />
        <span className="min-w-0 truncate">{label}</span>
      </Link>
    </li>
  );
}
