import clsx from 'clsx';
import type { ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  /** Stands in for a title that names something sealed: browsers keep tab titles in their history. */
  readonly tabTitle?: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** One column with the heading of the screen. */
export function Page({ title, tabTitle = title, lead, actions, children, wide = false }: PageProps) {
  return (
    <div
      className={clsx('mx-auto grid w-full gap-6 px-4 pt-6 pb-16 sm:px-8 sm:pt-10', wide ? 'max-w-5xl' : 'max-w-3xl')}
    >
      <title>{`${tabTitle} · Hearthlore`}</title>
      <header className="flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold tracking-tight [overflow-wrap:anywhere]">{title}</h1>
          {lead !== undefined && <div className="mt-1.5 max-w-[68ch] text-ink-soft">{lead}</div>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A screen outside a session: the mark on top, one card below it. */
export function DoorPage({ title, lead, children, wide = false }: PageProps) {
  return (
    <main className="flex min-h-dvh flex-col items-center gap-6 px-4 py-8 sm:py-14">
      <title>{`${title} · Hearthlore`}</title>
      <div className="flex items-center gap-2.5">
        <img src="/favicon.svg" alt="" className="size-8" />
        <span className="font-serif text-xl font-semibold">Hearthlore</span>
      </div>
      <div
        className={clsx(
          'grid w-full gap-6 rounded border border-line bg-surface p-5 shadow sm:p-8',
          wide ? 'max-w-2xl' : 'max-w-md',
        )}
      >
        <header>
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {lead !== undefined && <div className="mt-1.5 text-ink-soft">{lead}</div>}
        </header>
        {children}
      </div>
    </main>
  );
}

export function Card({
  title,
  children,
  className,
}: {
  readonly title?: string;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <section className={clsx('grid content-start gap-3 rounded border border-line bg-surface p-4 sm:p-5', className)}>
      {title !== undefined && <h2 className="font-semibold">{title}</h2>}
      {children}
    </section>
  );
}

export function EmptyState({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-4 rounded border border-dashed border-edge px-6 py-12 text-center">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </div>
  );
}

export function Loading({ label }: { readonly label: string }) {
  return <output className="block py-8 text-center text-ink-soft">{label}</output>;
}
