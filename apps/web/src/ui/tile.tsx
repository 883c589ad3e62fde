import { Link, type LinkProps } from '@tanstack/react-router';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { Tone } from './notice.js';

const edges = {
  plain: 'border-line',
  done: 'border-line',
  attention: 'border-amber',
  loss: 'border-loss',
} as const satisfies Record<Tone, string>;

interface TileProps {
  readonly title: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly tone?: Tone;
  /** The screen that has more about it. */
  readonly to: NonNullable<LinkProps['to']>;
}

/** One figure of an overview, and the way to what stands behind it. */
export function Tile({ title, value, note, tone = 'plain', to }: TileProps) {
  return (
    <li className={clsx('relative grid content-start gap-1 rounded border bg-surface p-3 sm:p-4', edges[tone])}>
      <h2 className="text-sm text-ink-soft">
        <Link to={to} className="underline-offset-2 after:absolute after:inset-0 after:rounded hover:underline">
          {title}
        </Link>
      </h2>
      <p className="text-lg font-semibold sm:text-xl tabular-nums [overflow-wrap:anywhere]">{value}</p>
      {note !== undefined && <div className="text-sm text-ink-soft [overflow-wrap:anywhere]">{note}</div>}
    </li>
  );
}
