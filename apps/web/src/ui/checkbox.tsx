import type { ComponentProps } from 'react';

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type'> {
  readonly label: string;
}

/** The words belong to the target: the box alone is small for a finger (WCAG 2.2, 2.5.8). */
export function Checkbox({ label, ...input }: CheckboxProps) {
  return (
    <label className="flex min-h-8 items-start gap-2.5">
      <input type="checkbox" className="mt-0.5 size-5 shrink-0 accent-ember" {...input} />
      <span className="min-w-0">{label}</span>
    </label>
  );
}
