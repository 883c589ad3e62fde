import clsx from 'clsx';
import { type ComponentProps, type ReactNode, useId } from 'react';

export const controlLook =
  'w-full min-h-10.5 rounded border border-edge bg-surface px-3 py-2 text-base text-ink aria-invalid:border-loss disabled:opacity-60';

interface FieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** For what is compared letter by letter, such as a code. */
  readonly mono?: boolean;
  /** Stands at the end of the line of the control, such as a reveal button. */
  readonly after?: ReactNode;
}

export function Field({ label, hint, error, mono = false, after, className, ...input }: FieldProps) {
  const id = useId();
  const described = clsx(hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`);
  return (
    <div className={clsx('grid gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          className={clsx(controlLook, mono && 'font-mono')}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={described || undefined}
          {...input}
        />
        {after}
      </div>
      {hint !== undefined && (
        <div id={`${id}-hint`} className="text-sm text-ink-soft">
          {hint}
        </div>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="text-sm text-loss">
          {error}
        </p>
      )}
    </div>
  );
}
